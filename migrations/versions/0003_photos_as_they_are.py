"""What a photo says of itself, where its phone was, and its watermarked copy."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBERS = (
    "lat_e7",
    "lon_e7",
    "accuracy_cm",
    "width",
    "height",
    "exif_taken_ms",
    "exif_lat_e7",
    "exif_lon_e7",
    "exif_orientation",
)
TEXTS = {"exif_taken": 40, "exif_make": 200, "exif_model": 200, "exif_flags": 400}


def upgrade() -> None:
    """Photos that are here already keep their pictures and get no watermarked copy."""
    for name in NUMBERS:
        op.add_column("photos", sa.Column(name, NUMBER, nullable=True))
    for name, length in TEXTS.items():
        op.add_column(
            "photos", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
    op.add_column("photos", sa.Column("exif", sa.JSON(), nullable=True))
    op.add_column("photos", sa.Column("caption", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column(
        "photos",
        sa.Column(
            "watermark",
            sa.Enum(
                "pending", "yes", "no_font", "no", name="watermark", native_enum=False, length=32
            ),
            nullable=False,
            server_default="pending",
        ),
    )
    # What their records say was not kept beside them: empty fields in a copy would be untrue.
    op.execute("UPDATE photos SET watermark = 'no'")


def downgrade() -> None:
    for name in ("watermark", "caption", "exif", *TEXTS, *NUMBERS):
        op.drop_column("photos", name)
