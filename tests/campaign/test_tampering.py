"""Whatever is changed behind the server's back is found; what was not, is not."""

from app.operations import verification
from tests.campaign import fresh
from tests.campaign.tampering.sample import sample

SCHEDULES = 60


def test_sixty_changes_are_all_detected() -> None:
    result = fresh.run("tampering", SCHEDULES)

    assert result.done["detected"] == SCHEDULES


def test_the_untouched_installation_is_right_each_time_it_is_brought_back() -> None:
    with sample() as installation:
        for _ in range(2):
            installation.restore()

            found = verification.verify().log

            assert found.uncovered == 0
            assert min(found.counts[kept] for kept in ("revisions", "facts", "photos")) > 3
