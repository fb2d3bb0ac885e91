"""Returns and corrections, the feed of changes, and facts beside records."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WRITTEN_ONCE = ("changes", "facts")
SCOPES = ("zones", "law", "vendors", "history", "roster", "decisions", "returns", "tasks")


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
    # Columns are added in place: making a table anew would lose the triggers of the old one.
    op.add_column(
        "decisions", sa.Column("reasons", sa.String(200), nullable=False, server_default="")
    )
    op.add_column("decisions", sa.Column("text", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "inspections", sa.Column("submitted_ms", NUMBER, nullable=False, server_default="0")
    )
    op.execute("UPDATE inspections SET submitted_ms = received_ms")
    op.create_index("ix_inspections_submitted_ms", "inspections", ["submitted_ms"])
    op.add_column(
        "photos",
        sa.Column("on_branch", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    create_changes()
    create_facts()
    for table in WRITTEN_ONCE:
        forbid_changes(table)


def create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column(
            "scope", sa.Enum(*SCOPES, name="scope", native_enum=False, length=32), nullable=False
        ),
        sa.Column("entity", sa.String(64), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("at_ms", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_changes_person_id_people"),
        sa.PrimaryKeyConstraint("seq", name="pk_changes"),
    )
    op.create_index("ix_changes_person_id", "changes", ["person_id"])


def create_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("fact_id", sa.String(36), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("inspection_id", sa.String(36), nullable=True),
        sa.Column("photo_id", sa.String(36), nullable=True),
        sa.Column("sealed_bytes", sa.LargeBinary(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("accepted", "conflict_stored", name="factstatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("flags", sa.String(400), nullable=False),
        sa.Column("effective", sa.Boolean(), nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("received_ms", NUMBER, nullable=False),
        sa.Column("log_index", NUMBER, nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name="fk_facts_device_id_devices"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_facts_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
        sa.UniqueConstraint("fact_id", "sha256", name="uq_facts_fact_id"),
    )
    op.create_index("ix_facts_inspection_id", "facts", ["inspection_id"])


def downgrade() -> None:
    """Decisions are written once: those that returned a record stay, without their reasons."""
    for table in WRITTEN_ONCE:
        allow_changes(table)
        op.drop_table(table)
    op.execute("UPDATE photos SET state = 'expected' WHERE state = 'unavailable'")
    op.drop_column("photos", "on_branch")
    op.execute("UPDATE inspections SET state = 'submitted' WHERE state = 'returned'")
    op.drop_index("ix_inspections_submitted_ms", "inspections")
    op.drop_column("inspections", "submitted_ms")
    op.drop_column("decisions", "text")
    op.drop_column("decisions", "reasons")
