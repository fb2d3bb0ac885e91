"""Who signed in on which phone, for good, and the keys that phones sign with."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Whoever has a ticket or sent something from a phone was signed in there."""
    op.create_table(
        "enrolments",
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("person_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("thumbprint", sa.String(43), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("enrolled_ms", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name="fk_enrolments_device_id_devices"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_enrolments_person_id_people"
        ),
        sa.PrimaryKeyConstraint("device_id", "person_id", "thumbprint", name="pk_enrolments"),
    )
    op.execute(
        "INSERT INTO enrolments (device_id, person_id, thumbprint, public_key, enrolled_ms) "
        "SELECT seen.device_id, seen.person_id, '', '', devices.enrolled_ms FROM ("
        "SELECT device_id, person_id FROM upload_tickets "
        "UNION SELECT device_id, person_id FROM inspections "
        "UNION SELECT device_id, person_id FROM facts"
        ") AS seen JOIN devices ON devices.id = seen.device_id"
    )


def downgrade() -> None:
    op.drop_table("enrolments")
