"""/readyz: 200 when the process can do its work; 503 names what is missing."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.audit import signing
from app.extensions import begin_write, db
from tests.databases import Databases, Installation

READY = {
    "database": True,
    "migrations": True,
    "epoch": True,
    "storage": True,
    "watermark_font": True,
}

NOT_CURRENT = {**READY, "migrations": False, "epoch": False}


def test_a_prepared_installation_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.get_json()) == (200, READY)


@pytest.mark.parametrize("folder", ["incoming", "evidence"])
def test_without_a_folder_for_photos_it_is_not_ready(
    app: Flask, client: FlaskClient, folder: str
) -> None:
    shutil.rmtree(app.config["DATA_DIR"] / folder)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.get_json()) == (503, {**READY, "storage": False})


def test_without_the_receipt_key_it_is_not_ready(app: Flask, client: FlaskClient) -> None:
    signing.key_path(app.config["DATA_DIR"]).unlink()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.get_json()) == (503, {**READY, "storage": False})


def test_without_the_font_it_says_where_it_looked(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["WATERMARK_FONT"] = Path("/nowhere/font.ttf")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.get_json()) == (503, {**READY, "watermark_font": False})
    assert "/nowhere/font.ttf: see WATERMARK_FONT" in caplog.text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = '0000'",
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version",
    ],
)
def test_with_migrations_behind_it_is_not_ready(client: FlaskClient, statement: str) -> None:
    begin_write()
    db.session.execute(text(statement))
    db.session.commit()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.get_json()) == (
        503,
        {**READY, "migrations": False, "epoch": False},
    )


def test_with_a_broken_database_it_is_not_ready(
    client: FlaskClient, installation: Installation, databases: Databases
) -> None:
    db.session.remove()
    db.engine.dispose()
    databases.ruin(installation.database_url)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json() == {**READY, "database": False, "migrations": False, "epoch": False}
