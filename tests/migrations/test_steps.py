"""Each step goes up, down, and up with rows; together they make the tables of the models."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    select,
    text,
)

from app.extensions import db
from tests.conftest import ROOT, make_app
from tests.databases import Databases

MIGRATIONS = ROOT / "migrations"
STEPS = sorted((MIGRATIONS / "versions").glob("*.py"))
NUMBERS = [step.name[:4] for step in STEPS]


@pytest.fixture
def blank(tmp_path: Path, databases: Databases) -> Iterator[Flask]:
    """The product on a database without a single table."""
    app = make_app(tmp_path / "blank", databases.new(tmp_path / "blank"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _upgrade(revision: str) -> None:
    flask_migrate.upgrade(str(MIGRATIONS), revision)


def _downgrade(revision: str) -> None:
    flask_migrate.downgrade(str(MIGRATIONS), revision)


def _tables() -> list[Table]:
    metadata = MetaData()
    metadata.reflect(db.engine)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _something(column: Column[Any]) -> Any:
    if isinstance(column.type, String):
        return "x"
    if isinstance(column.type, LargeBinary):
        return b"x"
    if isinstance(column.type, JSON):
        return {}
    return True if isinstance(column.type, Boolean) else 7


def _fill() -> None:
    """One row in each table that has none; all keys are alike, so the rows point at each other."""
    with db.engine.connect().execution_options(writes=True) as connection:
        for table in _tables():
            if not connection.scalar(select(func.count()).select_from(table)):
                row = {column.name: _something(column) for column in table.columns}
                connection.execute(table.insert().values(row))
        connection.commit()


def _counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in _tables()
        }


def test_steps_are_numbered_without_gaps_and_named_after_what_they_do() -> None:
    assert [f"{number:04d}" for number in range(1, len(STEPS) + 1)] == NUMBERS
    for step in STEPS:
        assert re.fullmatch(r"\d{4}_[a-z0-9_]+", step.stem)
        assert f'revision = "{step.name[:4]}"' in step.read_text()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.stem)
def test_a_step_does_not_depend_on_the_application(step: Path) -> None:
    """Code changes under old steps; they must go on saying what they said."""
    assert not re.search(r"^\s*(from|import)\s+app\b", step.read_text(), re.MULTILINE)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_step_goes_up_and_down_and_up_again_with_rows_in_every_table(
    blank: Flask, number: str
) -> None:
    before = f"{int(number) - 1:04d}" if int(number) > 1 else "base"
    if before != "base":
        _upgrade(before)
        _fill()
    had = _counts()

    _upgrade(number)
    _fill()
    _downgrade(before)
    assert _counts() == had
    _upgrade(number)

    kept = {table: count for table, count in _counts().items() if table in had}
    assert kept == {table: count for table, count in had.items() if table in kept}


def test_all_steps_go_down_to_nothing_and_up_again_with_rows(blank: Flask) -> None:
    _upgrade("head")
    _fill()

    _downgrade("base")
    assert _counts() == {}

    _upgrade("head")
    assert _counts()


def test_photos_from_before_watermarks_get_none_with_empty_fields(blank: Flask) -> None:
    _upgrade("0002")
    _fill()

    _upgrade("0003")

    with db.engine.connect() as connection:
        assert connection.scalars(text("SELECT watermark FROM photos")).all() == ["no"]


def test_the_steps_and_the_models_describe_the_same_tables(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, db.metadata)

    assert not differences, "run `make migration` to add the missing step"
