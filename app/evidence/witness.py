"""Holding photos against the log, and their files against both."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.audit import receipts
from app.audit.verifying.broken import Broken, must, reading, stream
from app.audit.verifying.leaves import Leaf
from app.audit.verifying.witness import RowWitness, other_than
from app.core.files import hash_file
from app.evidence import actions, events
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import db

FILES_AT_A_TIME = 200
REOPENED = events.photo_reopened.name


class PhotoWitness(RowWitness[Photo]):
    """Each stored photo is what its leaf and its receipt say.

    A photo whose file was gone after a restore is expected again, and the log says so: its
    earlier leaf then has no row any more.
    """

    event = "photo.stored"
    noun = "photos"

    def __init__(self) -> None:
        """Take the photos that were ever stored, in the order of the log."""
        rows = select(Photo).where(
            or_(
                Photo.state == PhotoState.STORED,
                Photo.log_index.is_not(None),
                Photo.receipt.is_not(None),
                Photo.stored_ms.is_not(None),
            )
        )
        super().__init__(stream(rows.order_by(Photo.log_index), _("the photos")))
        self.types |= {REOPENED}
        self._without_row: dict[str, str] = {}

    def see(self, leaf: Leaf) -> None:
        """See `Witness`."""
        if leaf.type == REOPENED:
            self._without_row.pop(leaf.entity, None)
        else:
            super().see(leaf)

    def end(self) -> None:
        """See `Witness`."""
        for entity, where in self._without_row.items():
            raise Broken(where, _("nothing is kept of what it tells (%(what)s)", what=entity))
        super().end()

    def unanswered(self, leaf: Leaf) -> None:
        """See `RowWitness`; the log may go on to say that the photo is expected again."""
        self._without_row.setdefault(leaf.entity, leaf.where)

    def name(self, row: Photo) -> str:
        """See `RowWitness`."""
        return f"photos/{row.id}"

    def log_index(self, row: Photo) -> int:
        """See `RowWitness`."""
        if row.log_index is None:
            raise Broken(self.name(row), _("no leaf tells of it"))
        return row.log_index

    def differences(self, row: Photo, leaf: Leaf) -> Iterator[str]:
        """See `RowWitness`."""
        yield from other_than(
            {
                "entity": leaf.entity,
                "rev": leaf.rev,
                "sha256": leaf.sha256,
                "time": leaf.at_ms,
                "size": leaf.detail["size"],
                "state": PhotoState.STORED,
            },
            {
                "entity": self.name(row),
                "rev": row.rev,
                "sha256": row.sha256,
                "time": row.stored_ms,
                "size": row.size,
                "state": row.state,
            },
            leaf.where,
        )
        fields: dict[str, str | int] = {
            "kind": "photo",
            "key": self.name(row),
            "sha256": row.sha256,
            "size": row.size,
            "status": "stored",
            "log_index": leaf.idx,
            "received_ms": leaf.at_ms,
        }
        if row.receipt is None or not receipts.is_right(row.receipt, fields):
            yield _("the receipt is not the one that was signed")


def verify_files() -> int:
    """Read every original again; returns how many bytes they are.

    Pages of its own, each in a transaction of its own: it takes long, and a reader that stays keeps
    SQLite from tidying up its journal.

    Raises:
        Broken: a file is missing or is not the one that was stored.
    """
    last, total = "", 0
    while True:
        page = select(Photo.id, Photo.sha256, Photo.size).where(
            Photo.state == PhotoState.STORED, Photo.id > last
        )
        with reading(_("the photos")):
            photos = db.session.execute(page.order_by(Photo.id).limit(FILES_AT_A_TIME)).all()
        db.session.rollback()
        if not photos:
            return total
        for photo_id, sha256, size in photos:
            _verify_file(photo_id, sha256, size)
            total += size
        last = photos[-1].id


def _verify_file(photo_id: str, sha256: str, size: int) -> None:
    path = actions.store().path(photo_id, sha256)
    where = f"photos/{photo_id}"
    must(path.is_file(), where, _("its file is missing"))
    must(path.stat().st_size == size, where, _("its file has another size"))
    must(hash_file(path) == sha256, where, _("its file is not the one that was stored"))
