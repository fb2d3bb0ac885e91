"""What the phones did, kept outside of them: the checker compares the server with it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a phone seals."""

    REVISION = "rev"
    PHOTO = "photo"
    FACT = "fact"


@dataclass(frozen=True)
class Receipt:
    """Where the server said that it had put something into its log."""

    epoch: int
    log_index: int


@dataclass
class Line:
    """One sealed thing."""

    kind: Kind
    key: str
    """As receipts name it: `inspections/<id>/revs/<n>`, `photos/<id>`, `facts/<id>`."""
    sha256: str
    data: bytes
    record: str
    person: int
    device: str
    seq: int = 0
    """Of revisions and facts; photos have none."""
    refused: bool = False
    """Made so that the server must refuse it."""
    unreadable: bool = False
    """The phone itself lost the bytes, and said so."""
    wiped: bool = False
    """The phone's storage is gone: only what was acknowledged must be on the server."""
    receipts: list[Receipt] = field(default_factory=list)


@dataclass
class Ledger:
    """Everything that was ever sealed, and what befell the server's log."""

    lines: list[Line] = field(default_factory=list)
    restores: list[tuple[int, int]] = field(default_factory=list)
    """Of each restore: the epoch that ended, and how many leaves the backup held."""
    checkpoints: list[tuple[int, int, str]] = field(default_factory=list)
    """What phones have witnessed: epoch, size, root in hex."""

    def outlived(self, receipt: Receipt) -> bool:
        """Whether what was acknowledged there must be on the server now."""
        return all(
            receipt.log_index < size for epoch, size in self.restores if epoch >= receipt.epoch
        )

    def required(self, line: Line) -> bool:
        """Whether the server must hold it when everything is drained."""
        if line.refused or line.unreadable:
            return False
        if not line.wiped:
            return True
        return any(self.outlived(receipt) for receipt in line.receipts)
