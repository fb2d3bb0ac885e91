from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.problems import Problem


@dataclass(frozen=True)
class RowError:
    """Why one row (feature, counted from 1) cannot be taken; row 0 is the file itself."""

    row: int
    code: str
    reason: LazyString

    def sentence(self) -> str:
        """Row and reason, in the caller's language."""
        if self.row == 0:
            return str(self.reason)
        return _("Row %(row)s: %(reason)s", row=self.row, reason=str(self.reason))


class ZonesRefused(Problem):
    status, code = 422, "zones_refused"
    text = _l("The zones were not imported: %(count)s errors. Nothing was stored.")
    next_step = _l("Correct the rows named and import the file again.")

    def __init__(self, errors: Sequence[RowError]) -> None:
        """Keep the errors, for the answer names each row."""
        super().__init__(count=len(errors))
        self.errors = tuple(errors)


class ZonesMovedOn(Problem):
    status, code = 409, "zones_moved_on"
    text = _l("Somebody has changed the zones since this file was compared with them.")
    next_step = _l("Look at the new comparison and confirm again.")
