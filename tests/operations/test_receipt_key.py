"""The key that signs receipts is made once and never silently replaced."""

from collections.abc import Callable

from flask import Flask

from app.audit import signing
from tests.phone import Phone


def test_a_key_is_made_where_there_is_none(app: Flask) -> None:
    path = signing.key_path(app.config["DATA_DIR"])
    path.unlink()

    done = app.test_cli_runner().invoke(args=["storage", "prepare"])

    assert done.exit_code == 0
    assert path.exists()


def test_a_lost_key_is_not_replaced_once_receipts_were_given(
    app: Flask, phone: Callable[..., Phone]
) -> None:
    phone().deliver()
    path = signing.key_path(app.config["DATA_DIR"])
    path.unlink()

    done = app.test_cli_runner().invoke(args=["storage", "prepare"])

    assert done.exit_code != 0
    assert not path.exists()
