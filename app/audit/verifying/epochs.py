"""Holding the epochs against the leaves that began them."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.models import Epoch
from app.audit.verifying.broken import must, stream
from app.audit.verifying.leaves import Leaf
from app.audit.verifying.witness import RowWitness


class EpochWitness(RowWitness[Epoch]):
    """Each epoch but the first began with a restore that the log tells of."""

    event = "log.restored"
    noun = "restores"

    def __init__(self) -> None:
        """Take the epochs in their order."""
        rows = stream(select(Epoch).order_by(Epoch.epoch), _("the epochs"))
        first = next(rows, None)
        must(first is not None and first.epoch == 1, _("the epochs"), _("the first is missing"))
        super().__init__(rows)

    def name(self, row: Epoch) -> str:
        """See `RowWitness`."""
        return _("epoch %(epoch)s", epoch=row.epoch)

    def log_index(self, row: Epoch) -> None:
        """See `RowWitness`."""

    def differences(self, row: Epoch, leaf: Leaf) -> Iterator[str]:
        """See `RowWitness`."""
        if leaf.detail["epoch"] != row.epoch:
            yield _("%(name)s is not what %(source)s says", name="epoch", source=leaf.where)
