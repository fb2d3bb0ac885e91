"""What phones say of themselves, and how each phone stands."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("active", "frozen", "revoked")


def upgrade() -> None:
    op.add_column(
        "devices",
        sa.Column(
            "state",
            sa.Enum(*STATES, name="devicestate", native_enum=False, length=32),
            nullable=False,
            server_default="active",
        ),
    )
    op.add_column(
        "devices", sa.Column("state_reason", sa.String(400), nullable=False, server_default="")
    )
    op.add_column("devices", sa.Column("state_ms", NUMBER, nullable=True))
    op.create_table(
        "heartbeats",
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("person_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("heard_ms", NUMBER, nullable=False),
        sa.Column("app", sa.String(40), nullable=False),
        sa.Column("revs", NUMBER, nullable=False),
        sa.Column("photos", NUMBER, nullable=False),
        sa.Column("facts", NUMBER, nullable=False),
        sa.Column("quarantined", NUMBER, nullable=False),
        sa.Column("damaged", NUMBER, nullable=False),
        sa.Column("oldest_ms", NUMBER, nullable=True),
        sa.Column("max_seq", NUMBER, nullable=False),
        sa.Column("max_seq_ms", NUMBER, nullable=False),
        sa.Column("persisted", sa.Boolean(), nullable=True),
        sa.Column("free_bytes", NUMBER, nullable=True),
        sa.Column("epoch", NUMBER, nullable=True),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name="fk_heartbeats_device_id_devices"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_heartbeats_person_id_people"
        ),
        sa.PrimaryKeyConstraint("device_id", "person_id", name="pk_heartbeats"),
    )


def downgrade() -> None:
    op.drop_table("heartbeats")
    for name in ("state_ms", "state_reason", "state"):
        op.drop_column("devices", name)
