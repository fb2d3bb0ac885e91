"""`flask zone …` says what it did, and stops with the reasons when it cannot."""

from pathlib import Path

import pytest
from flask import Flask

from app.zones import queries
from app.zones.importing import DEMO_ZONES
from tests.zones.files import STRIP, collection, feature


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file whose second row has an open outline."""
    file = tmp_path / "bad.geojson"
    file.write_text(collection(feature("D01"), feature("D02", ring=STRIP[:-1])), "utf-8")
    return file


def test_import_brings_the_demo_zones_into_force_and_list_shows_them(app: Flask) -> None:
    imported = app.test_cli_runner().invoke(args=["zone", "import", str(DEMO_ZONES), "--demo"])
    listed = app.test_cli_runner().invoke(args=["zone", "list"])

    assert imported.exit_code == 0, imported.output
    assert "43" in imported.output
    assert len(listed.output.splitlines()) == 43
    assert listed.output.startswith("D01\tv1\t06:00–18:30\t")


@pytest.mark.parametrize("command", ["import", "check"])
def test_a_bad_file_is_refused_with_row_and_reason(app: Flask, bad: Path, command: str) -> None:
    result = app.test_cli_runner().invoke(args=["zone", command, str(bad)])

    assert result.exit_code != 0
    assert " 2" in result.output
    assert "Traceback" not in result.output
    assert queries.current_zones() == []


def test_check_says_that_a_file_is_fine_and_stores_nothing(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["zone", "check", str(DEMO_ZONES), "--demo"])

    assert result.exit_code == 0, result.output
    assert "43" in result.output
    assert queries.current_zones() == []


def test_demo_zones_are_refused_without_the_flag(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["zone", "import", str(DEMO_ZONES)])

    assert result.exit_code != 0
    assert queries.current_zones() == []


@pytest.mark.parametrize(("encoding", "fine"), [("utf-8-sig", True), ("gb18030", False)])
def test_a_file_must_be_utf8_with_or_without_mark(
    app: Flask, tmp_path: Path, encoding: str, fine: bool
) -> None:
    file = tmp_path / "zones.geojson"
    text = collection(feature()).encode().decode("unicode_escape")
    file.write_text(text, encoding)

    result = app.test_cli_runner().invoke(args=["zone", "check", str(file)])

    assert (result.exit_code == 0) == fine
    assert isinstance(result.exception, SystemExit | None)
