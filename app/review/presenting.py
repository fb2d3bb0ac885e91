"""Saying a record in words: verdict, age, clocks, checks. Used by the desk's templates."""

import re

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.core import clock
from app.devices.rules import SignatureGrade
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.inspections.models import Inspection, Revision
from app.inspections.rules import CLOCK_SKEW_MS, InspectionState
from app.law import catalogue
from app.review.rules import DecisionKind
from app.zones import wording

BIDI_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MINUTE_MS = 60_000
HOUR_MINUTES = 60
LATE_MINUTES = 60
OVERDUE_MINUTES = 180
DAY_HOURS = 24


def violation_type(inspection: Inspection) -> str:
    """The violation type in the reader's language; the code when the catalogue lacks it."""
    return catalogue.type_name(inspection.violation_type, str(get_locale()))


def outcome(inspection: Inspection) -> str:
    """The outcome in the reader's language; the code when the catalogue lacks it."""
    return catalogue.outcome_name(inspection.outcome, str(get_locale()))


def verdict(inspection: Inspection) -> str:
    """The zone verdict as the phone gave it, with its uncertainty."""
    return wording.verdict(
        inspection.place,
        inspection.zone_code or "",
        distance_cm=inspection.zone_distance_cm,
        probability_permille=inspection.zone_probability_permille,
    )


def opening(inspection: Inspection) -> str:
    """Whether that zone was open at the shutter."""
    if inspection.zone_open is None:
        return ""
    return _("open at the time") if inspection.zone_open else _("closed at the time")


def age_minutes(inspection: Inspection) -> int:
    """How long the record has waited since its present head came to the desk."""
    return max(0, clock.now_ms() - inspection.submitted_ms) // MINUTE_MS


def age(inspection: Inspection) -> str:
    """The waiting time in words."""
    minutes = age_minutes(inspection)
    hours = minutes // HOUR_MINUTES
    if minutes == 0:
        return _("just now")
    if hours == 0:
        return ngettext("%(num)s min", "%(num)s min", minutes)
    if hours < DAY_HOURS:
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes % HOUR_MINUTES)
    return ngettext("%(num)s day", "%(num)s days", hours // DAY_HOURS)


def age_class(inspection: Inspection) -> str:
    """Which colour the waiting time takes; the words say it too."""
    minutes = age_minutes(inspection)
    if minutes >= OVERDUE_MINUTES:
        return "age-overdue"
    return "age-late" if minutes >= LATE_MINUTES else "age-fresh"


def moment(instant_ms: int) -> str:
    """An instant in China time."""
    return clock.to_local(instant_ms).strftime("%Y-%m-%d %H:%M:%S")


def place_text(inspection: Inspection) -> str:
    """Latitude, longitude (WGS-84) and accuracy."""
    return wording.position(inspection.lat_e7, inspection.lon_e7, inspection.accuracy_cm)


def clock_gap(inspection: Inspection) -> str:
    """How far the phone's clock was from the server's when they last met."""
    if inspection.clock_offset_ms is None:
        return _("The phone had not met the server yet: its clock is unchecked.")
    seconds = abs(inspection.clock_offset_ms) / 1000
    if abs(inspection.clock_offset_ms) > CLOCK_SKEW_MS:
        return _("The phone's clock differed from the server's by %(s)s s.", s=round(seconds))
    return _("The phone's clock agreed with the server's.")


def note(inspection: Inspection) -> str:
    """The note; characters that would turn the text around are shown, not obeyed."""
    return BIDI_CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", inspection.note)


def state(inspection: Inspection) -> str:
    """Where the record stands."""
    return {
        InspectionState.SUBMITTED: _("Awaiting review"),
        InspectionState.APPROVED: _("Approved"),
        InspectionState.RETURNED: _("Returned for correction"),
    }[inspection.state]


def decision(kind: DecisionKind) -> str:
    """A decision in the past tense, for the timeline."""
    return {DecisionKind.APPROVE: _("approved"), DecisionKind.RETURN: _("returned")}[kind]


def flags(revision: Revision) -> list[str]:
    """What the server found odd, as sentences; an unknown code is shown as it is."""
    sentences = {
        "clock_unchecked": _("The phone's clock was not checked before sealing."),
        "clock_skew": _("The phone's clock was more than two minutes off."),
        "position_missing": _("No position was taken."),
        "position_poor": _("The position is poor (worse than ±50 m)."),
        "position_stale": _("The position was more than 15 s older or newer than the shutter."),
        "type_unknown": _("The violation type is not in the catalogue."),
        "outcome_unknown": _("The outcome is not in the catalogue."),
        "officers_changed": _("The correction names other officers than the first revision."),
        "officers_insufficient": _("An order needs two certified officers."),
        "partner_unknown": _("The second officer is not known here."),
        "no_photos": _("The record has no photos."),
        "not_canonical": _("The sealed form is not canonical JSON."),
        "photo_clash": _("A photo's id is already used for other bytes."),
        "device_frozen": _("It came from a phone that was frozen."),
        "device_revoked": _("It came from a phone that was shut out."),
        "rescued": _("It came in a rescue file, not from the phone itself."),
        "signature_invalid": _("The phone's signature does not match the sealed bytes."),
        "chain_broken": _("It does not continue what the phone sealed just before or after."),
        "seq_reused": _("The phone has used its number for something else as well."),
        "photo_removed": _("The correction no longer names a photo of the revision before."),
    }
    return [sentences.get(flag, flag) for flag in revision.flag_list]


def signature(revision: Revision) -> str:
    """What the phone's signature says; a wrong one is among the flags."""
    return {
        SignatureGrade.VALID: _("The phone's signature is right: these bytes were sealed there."),
        SignatureGrade.INVALID: "",
        SignatureGrade.NONE: _("Without a phone's signature. That is allowed."),
    }[revision.signature_grade]


def photo_state(photo: Photo) -> str:
    """What the desk can say of a photo that it cannot show."""
    if photo.state is PhotoState.UNAVAILABLE:
        return _("Will not come: the officer declared it lost")
    if not photo.stored:
        return _("Still on the phone")
    if photo.unviewable_reason:
        return _("Kept, but cannot be shown here")
    return _("Being prepared")
