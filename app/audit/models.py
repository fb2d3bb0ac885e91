from sqlalchemy import LargeBinary, String
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
