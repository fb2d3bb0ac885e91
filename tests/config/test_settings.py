"""A process with a bad setting does not start, and says everything that is wrong at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import BadConfiguration, from_environment
from tests.conftest import ROOT

PRODUCTION = {"PUBLIC_ORIGIN": "https://chengguan.example"}
DEMO = {"MODE": "demo"}


def _refusal(env: dict[str, str]) -> str:
    with pytest.raises(BadConfiguration) as refused:
        from_environment(env)
    return str(refused.value)


def test_every_bad_setting_is_named_at_once() -> None:
    bad = {
        "MODE": "prod",
        "SESSION_HOURS": "0",
        "TICKET_DAYS": "many",
        "DEMO_PASSWORD": "short",
    }

    lines = _refusal(bad).splitlines()

    assert len(lines) == 4
    assert all(any(line.startswith(name) for line in lines) for name in bad)


def test_without_settings_it_is_production_and_wants_its_address() -> None:
    assert _refusal({}) == "PUBLIC_ORIGIN must be the https:// address that browsers use"


@pytest.mark.parametrize(
    "origin", ["", "http://chengguan.example", "chengguan.example", "https://"]
)
def test_production_demands_https(origin: str) -> None:
    assert "PUBLIC_ORIGIN" in _refusal({"PUBLIC_ORIGIN": origin})


@pytest.mark.parametrize(
    "env",
    [
        {"PUBLIC_ORIGIN": "https://chengguan.example/patrol"},
        {"PUBLIC_ORIGIN": "https://user@chengguan.example"},
        {**DEMO, "PUBLIC_ORIGIN": "chengguan.example"},
        {**DEMO, "PUBLIC_ORIGIN": "ftp://chengguan.example"},
    ],
)
def test_an_address_that_no_browser_sends_as_origin_is_refused(env: dict[str, str]) -> None:
    assert "PUBLIC_ORIGIN" in _refusal(env)


@pytest.mark.parametrize("port", ["", "http", "0", "70000"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    assert "PORT" in _refusal({**DEMO, "PORT": port})


@pytest.mark.parametrize("name", ["SESSION_HOURS", "TICKET_DAYS", "MIN_FREE_MB"])
@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "1e3", "99999999", "12h"])
def test_a_number_out_of_its_range_is_refused(name: str, value: str) -> None:
    assert _refusal({**PRODUCTION, name: value}).startswith(f"{name} must be a whole number from")


def test_production_keeps_the_defaults_of_the_manual() -> None:
    config = from_environment({**PRODUCTION, "DATA_DIR": "var"})

    assert config.MODE == "production"
    assert (config.SESSION_HOURS, config.TICKET_DAYS) == (12, 45)
    assert Path("var").resolve() == config.DATA_DIR
    assert f"sqlite:///{config.DATA_DIR / 'wuzhi.db'}" == config.SQLALCHEMY_DATABASE_URI
    assert config.secure
    assert not config.TESTING
    assert config.DEMO_PASSWORD == ""


def test_every_setting_is_taken() -> None:
    config = from_environment(
        {
            "MODE": "demo",
            "PUBLIC_ORIGIN": "http://10.0.0.5:9000/",
            "SESSION_HOURS": "8",
            "TICKET_DAYS": "60",
            "DEMO_PASSWORD": "long enough",
            "DATABASE_URL": "sqlite:///elsewhere.db",
            "BUILD_COMMIT": "abc123",
        }
    )

    assert config.PUBLIC_ORIGIN == "http://10.0.0.5:9000"  # as browsers send it
    assert (config.SESSION_HOURS, config.TICKET_DAYS) == (8, 60)
    assert config.DEMO_PASSWORD == "long enough"
    assert config.SQLALCHEMY_DATABASE_URI == "sqlite:///elsewhere.db"
    assert config.BUILD_COMMIT == "abc123"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_postgresql_database_is_named_as_people_write_it(scheme: str) -> None:
    config = from_environment({**DEMO, "DATABASE_URL": f"{scheme}://wuzhi@db.example/wuzhi"})

    assert config.SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://wuzhi@db.example/wuzhi"


@pytest.mark.parametrize("url", ["", "wuzhi.db", "mysql://root:secret@db.example/wuzhi"])
def test_another_kind_of_database_is_refused_without_repeating_its_password(url: str) -> None:
    refusal = _refusal({**DEMO, "DATABASE_URL": url})

    assert refusal.startswith("DATABASE_URL")
    assert "secret" not in refusal


def test_a_demo_answers_on_the_loopback_address_of_its_port() -> None:
    assert from_environment(DEMO).PUBLIC_ORIGIN == "http://127.0.0.1:8000"
    assert from_environment({**DEMO, "PORT": "8123"}).PUBLIC_ORIGIN == "http://127.0.0.1:8123"
    assert not from_environment(DEMO).secure


@pytest.mark.parametrize(("mode", "testing"), [("demo", False), ("test", True)])
def test_only_the_test_mode_raises_errors_in_the_face_of_callers(mode: str, testing: bool) -> None:
    assert from_environment({"MODE": mode}).TESTING is testing


def test_the_process_itself_ends_with_the_message(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from config import from_environment; from_environment()"],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "SESSION_HOURS": "x"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "PUBLIC_ORIGIN" in done.stderr
    assert "SESSION_HOURS" in done.stderr
    assert "Traceback" not in done.stderr


def test_backups_are_made_at_night_beside_the_data_unless_told_otherwise() -> None:
    config = from_environment({**DEMO, "DATA_DIR": "var"})

    assert config.BACKUP_HOUR == 2
    assert config.BACKUP_DIR == config.DATA_DIR / "backups"
    assert config.POSTGRES_PROGRAMS is None


def test_backups_may_be_elsewhere_at_another_hour_or_never() -> None:
    config = from_environment(
        {**DEMO, "BACKUP_DIR": "disk", "BACKUP_HOUR": "0", "POSTGRES_PROGRAMS": "programs"}
    )

    assert Path("disk").resolve() == config.BACKUP_DIR
    assert config.BACKUP_HOUR == 0
    assert Path("programs").resolve() == config.POSTGRES_PROGRAMS
    assert from_environment({**DEMO, "BACKUP_HOUR": "off"}).BACKUP_HOUR is None


@pytest.mark.parametrize("hour", ["24", "-1", "never", ""])
def test_an_hour_that_no_day_has_is_refused(hour: str) -> None:
    assert _refusal({**DEMO, "BACKUP_HOUR": hour}).startswith("BACKUP_HOUR")
