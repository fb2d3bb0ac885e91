"""L7: what real gunicorn acknowledged outlives SIGKILL."""

import pytest

from tests.campaign import fresh, killing
from tests.campaign.killing import Gunicorn
from tests.campaign.layers import l7
from tests.campaign.result import Harm

pytestmark = pytest.mark.server


def test_what_was_acknowledged_outlives_killed_servers() -> None:
    result = fresh.run("L7", 8)

    assert result.done["photos acknowledged"] > 10


def test_what_is_gone_after_a_kill_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = killing.judge

    def after_a_loss(server: Gunicorn, callers: list[killing.Caller]) -> object:
        next((server.data_dir / "evidence").rglob("*.bin")).unlink()
        return judge(server, callers)

    monkeypatch.setattr(killing, "judge", after_a_loss)

    result = l7.run(1, 3)

    assert [failure.harm for failure in result.failures] == [Harm.LOST]
