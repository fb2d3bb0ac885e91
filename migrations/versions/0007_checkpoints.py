"""Signed checkpoints of the audit log, and the hashes that prove what it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WRITTEN_ONCE = ("audit_nodes", "checkpoints")


def forbid_changes(table: str) -> None:
    """Let the database itself refuse to update or delete rows of a table."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )


def allow_changes(table: str) -> None:
    """Undo `forbid_changes`; SQLite drops triggers with their table."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP FUNCTION {table}_append_only()")


def upgrade() -> None:
    """The first checkpoint after this covers all leaves from before it."""
    op.create_table(
        "audit_nodes",
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_nodes"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("epoch", NUMBER, nullable=False),
        sa.Column("at_ms", NUMBER, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_checkpoints"),
        sa.UniqueConstraint("size", name="uq_checkpoints_size"),
    )
    for table in WRITTEN_ONCE:
        forbid_changes(table)


def downgrade() -> None:
    """The leaves stay, and with them every proof that can be made anew."""
    for table in WRITTEN_ONCE:
        allow_changes(table)
        op.drop_table(table)
