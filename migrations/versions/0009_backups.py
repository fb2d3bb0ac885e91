"""Backups, and what reading stored photos again has shown."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "backups",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("epoch", NUMBER, nullable=False),
        sa.Column("log_size", NUMBER, nullable=False),
        sa.Column("photos", NUMBER, nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_ms", NUMBER, nullable=False),
        sa.Column("verified_ms", NUMBER, nullable=True),
        sa.Column("thinned_ms", NUMBER, nullable=True),
        sa.Column("problem", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_backups"),
    )
    op.create_index("ix_backups_epoch", "backups", ["epoch"])
    op.create_table(
        "photo_checks",
        sa.Column("photo_id", sa.String(36), nullable=False),
        sa.Column("checked_ms", NUMBER, nullable=False),
        sa.Column(
            "finding",
            sa.Enum("right", "missing", "damaged", name="finding", native_enum=False, length=32),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("photo_id", name="pk_photo_checks"),
    )
    op.create_index("ix_photo_checks_checked_ms", "photo_checks", ["checked_ms"])
    op.create_index("ix_photo_checks_finding", "photo_checks", ["finding"])


def downgrade() -> None:
    op.drop_table("photo_checks")
    op.drop_table("backups")
