"""The chain of what each phone sealed, and phones' signatures."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SIGNED = ("revisions", "facts")
PAGE = 500


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
    # Columns are added in place: making a table anew would lose its triggers.
    for table in SIGNED:
        op.add_column(table, sa.Column("signature", sa.LargeBinary(), nullable=True))
        op.add_column(
            table,
            sa.Column(
                "signature_grade",
                sa.Enum(
                    "valid", "invalid", "none", name="signaturegrade", native_enum=False, length=32
                ),
                nullable=False,
                server_default="none",
            ),
        )
    op.create_table(
        "chain_links",
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("received_ms", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name="fk_chain_links_device_id_devices"
        ),
        sa.PrimaryKeyConstraint("device_id", "seq", "sha256", name="pk_chain_links"),
    )
    for table in SIGNED:
        link_what_is_here(table)
    forbid_changes("chain_links")


def link_what_is_here(table: str) -> None:
    """Put everything that came before this step into the chain of its phone."""
    sealed = sa.table(
        table,
        *(sa.column(name) for name in ("id", "device_id", "seq", "sha256", "received_ms")),
        sa.column("sealed_bytes", sa.LargeBinary()),
    )
    last = -1
    while (
        rows := op.get_bind()
        .execute(sa.select(sealed).where(sealed.c.id > last).order_by(sealed.c.id).limit(PAGE))
        .all()
    ):
        last = rows[-1].id
        op.get_bind().execute(
            sa.text(
                "INSERT INTO chain_links (device_id, seq, sha256, prev, received_ms) "
                "VALUES (:device_id, :seq, :sha256, :prev, :received_ms) ON CONFLICT DO NOTHING"
            ),
            [
                {
                    "device_id": row.device_id,
                    "seq": row.seq,
                    "sha256": row.sha256,
                    "prev": named_before(row.sealed_bytes),
                    "received_ms": row.received_ms,
                }
                for row in rows
            ],
        )


def named_before(sealed_bytes: bytes) -> str:
    """The hash that the bytes name as the one before; "" where they name none."""
    try:
        return str(json.loads(sealed_bytes)["prev"])
    except (ValueError, KeyError, TypeError):
        return ""


def downgrade() -> None:
    allow_changes("chain_links")
    op.drop_table("chain_links")
    for table in SIGNED:
        op.drop_column(table, "signature_grade")
        op.drop_column(table, "signature")
