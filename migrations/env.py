"""How Alembic runs our numbered steps: on the application's own engine, online only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.extensions import db


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what the database keeps: a step outlives the code."""
    if kind == "type" and type(item).__module__.startswith("app."):
        return f"sa.{item.impl!r}"
    return False


def number_the_step(
    _context: MigrationContext, _revision: object, steps: list[MigrationScript]
) -> None:
    """Replace Alembic's random revision by the next number, so that the folder reads in order."""
    head = ScriptDirectory.from_config(context.config).get_current_head()
    for step in steps:
        step.rev_id = f"{int(head or 0) + 1:04d}"


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others point at, then prove that nothing points nowhere.

    SQLite ignores this PRAGMA inside a transaction, so it goes to the driver before one begins.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken: Sequence[object] = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows point at rows that are gone: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


with db.engine.connect() as connection, without_foreign_keys(connection):
    context.configure(
        connection=connection.execution_options(writes=True),
        target_metadata=db.metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=render_item,
        process_revision_directives=number_the_step,
        # All steps or none: SQLite can roll tables back, though Alembic assumes that it cannot.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
