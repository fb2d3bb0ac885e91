"""Saying returns and versions in words. Used by the desk's templates beside `presenting`."""

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.inspections.rules import InspectionState
from app.law import catalogue
from app.review.forms import BRANCHED
from app.review.rules import MAX_TEXT, ReturnFault, ReturnReason
from app.review.versions import Compared, Difference, Standing, Version


def reason(code: ReturnReason) -> str:
    """What the officer is asked to correct."""
    return {
        ReturnReason.PHOTO_UNCLEAR: _("Photo unclear"),
        ReturnReason.OVERVIEW_MISSING: _("Overview photo missing"),
        ReturnReason.RECHECK_PHOTO_MISSING: _("Recheck photo missing"),
        ReturnReason.TYPE_WRONG: _("Wrong type"),
        ReturnReason.POSITION_DOUBTFUL: _("Position doubtful"),
        ReturnReason.OTHER: _("Other"),
    }[code]


def fault(what: ReturnFault) -> str:
    """What a return lacks."""
    return {
        ReturnFault.NO_REASON: _("Choose at least one reason."),
        ReturnFault.TEXT_NEEDED: _("Say in the text what should be corrected."),
        ReturnFault.TEXT_TOO_LONG: _("The text is longer than %(most)s characters.", most=MAX_TEXT),
    }[what]


def fault_target(what: ReturnFault) -> str:
    """The id of the field that a fault is about."""
    return "return-reasons" if what is ReturnFault.NO_REASON else "return-text"


def filter_name(chosen: str) -> str:
    """A choice of the list of records."""
    return {
        "": _("All"),
        InspectionState.SUBMITTED: _("Awaiting review"),
        InspectionState.APPROVED: _("Approved"),
        InspectionState.RETURNED: _("Returned for correction"),
        BRANCHED: _("Different version stored"),
    }[chosen]


def standing(version: Version) -> str:
    """How a revision stands among the others."""
    return {
        Standing.HEAD: _("current, decisions are made on it"),
        Standing.EARLIER: _("replaced by a correction"),
        Standing.BRANCH: _("different version, stored beside the current one"),
    }[version.standing]


def compared(what: Compared) -> str:
    """The name of what differs."""
    return {
        Compared.TYPE: _("Type"),
        Compared.OUTCOME: _("Outcome"),
        Compared.NOTE: _("Note"),
        Compared.OFFICERS: _("Officers"),
        Compared.PHOTOS: _("Photos"),
        Compared.STRUCK: _("Struck-out photos"),
    }[what]


def before(difference: Difference) -> str:
    """What the other revision says."""
    return _side(difference, difference.before)


def after(difference: Difference) -> str:
    """What this revision says."""
    side = _side(difference, difference.after)
    if difference.what is not Compared.PHOTOS:
        return side
    added = len(set(difference.after) - set(difference.before))
    removed = len(set(difference.before) - set(difference.after))
    notes = [ngettext("%(num)s added", "%(num)s added", added)] if added else []
    if removed:
        notes.append(ngettext("%(num)s not named", "%(num)s not named", removed))
    return f"{side} ({', '.join(notes)})" if notes else side


def _side(difference: Difference, said: tuple[str, ...]) -> str:
    locale = str(get_locale())
    if difference.what is Compared.TYPE:
        return catalogue.type_name(said[0], locale)
    if difference.what is Compared.OUTCOME:
        return catalogue.outcome_name(said[0], locale)
    if difference.what is Compared.NOTE:
        return said[0] or _("none")
    return str(len(said))
