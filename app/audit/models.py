from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model


class AuditLeaf(Model):
    """One accepted fact or act (RFC 9162 leaf). Triggers refuse any update or deletion."""

    __tablename__ = "audit_leaves"

    idx: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[str] = mapped_column(String(64))
    at_ms: Mapped[int]


class Epoch(Model):
    """The life of this log: it grows by one each time the server is restored from a backup."""

    __tablename__ = "epochs"

    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    began_ms: Mapped[int]


class AuditNode(Model):
    """The hash of a complete subtree of the log (audit/tree.py). Triggers refuse any change."""

    __tablename__ = "audit_nodes"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class SignedCheckpoint(Model):
    """How the log stood at an instant, as a signed note, kept for ever. Triggers refuse any change.

    The other columns repeat what the note says, so that it can be found.
    """

    __tablename__ = "checkpoints"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(unique=True)
    root: Mapped[str] = mapped_column(String(64))
    epoch: Mapped[int]
    at_ms: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
