"""The receipt key is made once, for the server's eyes only, and never replaced."""

import stat
from pathlib import Path

from flask import Flask

from app.audit import signing


def test_the_key_is_made_once_and_never_replaced(tmp_path: Path) -> None:
    assert signing.make_key(tmp_path)
    made = signing.key_path(tmp_path).read_bytes()

    assert not signing.make_key(tmp_path)

    assert signing.key_path(tmp_path).read_bytes() == made


def test_nobody_else_may_read_the_key(tmp_path: Path) -> None:
    signing.make_key(tmp_path)
    path = signing.key_path(tmp_path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_each_installation_has_a_key_of_its_own(tmp_path: Path) -> None:
    signing.make_key(tmp_path / "one")
    signing.make_key(tmp_path / "two")

    one, two = (signing.key_path(tmp_path / name).read_bytes() for name in ("one", "two"))
    assert one != two


def test_preparing_the_storage_again_leaves_the_key_alone(app: Flask) -> None:
    path = signing.key_path(app.config["DATA_DIR"])
    before = path.read_bytes()

    result = app.test_cli_runner().invoke(args=["storage", "prepare"])

    assert (result.exit_code, result.output) == (0, "")
    assert path.read_bytes() == before


def test_preparing_a_new_installation_makes_the_key_and_says_so(app: Flask) -> None:
    path = signing.key_path(app.config["DATA_DIR"])
    path.unlink()

    result = app.test_cli_runner().invoke(args=["storage", "prepare"], env={"LANG": "en_GB.UTF-8"})

    assert result.exit_code == 0
    assert "Keep a copy" in result.output
    assert path.is_file()
