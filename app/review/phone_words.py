"""Saying in words what phones hold, what is missing, and what became of a rescue file's items."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.devices.presenting import label, span, state_name
from app.devices.rules import Gap
from app.rescue.intake import ItemFate, Outcome
from app.review.unsent import DAY_MS, Phone

__all__ = ["age", "fate", "gap", "held", "item", "label", "late", "minute", "room", "state_name"]

GIB, MIB = 1 << 30, 1 << 20


def minute(instant_ms: int) -> str:
    """An instant in China time, to the minute."""
    return clock.to_local(instant_ms).strftime("%Y-%m-%d %H:%M")


def age(since_ms: int) -> str:
    """How long ago that was."""
    return span(clock.now_ms() - since_ms)


def late(since_ms: int) -> bool:
    """Whether it has waited for more than a day: such evidence is at risk."""
    return clock.now_ms() - since_ms > DAY_MS


def held(phone: Phone) -> list[str]:
    """What the phone held, kind by kind; and what of it is stuck."""
    if not phone.unsent:
        return []
    revs, photos, facts = (phone.held(kind) for kind in ("revs", "photos", "facts"))
    stuck, damaged = phone.total("quarantined"), phone.total("damaged")
    said = [
        ngettext("%(num)s record", "%(num)s records", revs) if revs else "",
        ngettext("%(num)s photo", "%(num)s photos", photos) if photos else "",
        ngettext("%(num)s statement", "%(num)s statements", facts) if facts else "",
        ngettext("%(num)s refused by the server", "%(num)s refused by the server", stuck)
        if stuck
        else "",
        ngettext("%(num)s damaged on the phone", "%(num)s damaged on the phone", damaged)
        if damaged
        else "",
    ]
    return [each for each in said if each]


def gap(of: Gap) -> str:
    """Which numbers are missing, and since when that is known."""
    since = minute(of.since_ms)
    if of.count == 1:
        return _("No. %(first)s, known since %(since)s", first=of.first, since=since)
    return _(
        "No. %(first)s–%(last)s, known since %(since)s",
        first=of.first,
        last=of.last,
        since=since,
    )


def room(free_bytes: int) -> str:
    """How much room is left."""
    if free_bytes < GIB:
        return f"{free_bytes // MIB} MB"
    return f"{free_bytes / GIB:.1f} GB"


def item(outcome: Outcome) -> str:
    """What the item is: a record by its number when the server gave one."""
    kind, _slash, rest = outcome.key.partition("/")
    if kind == "inspections":
        rev = rest.rpartition("/")[2]
        number = (outcome.receipt or {}).get("number")
        if number:
            return _("Record %(number)s, revision %(rev)s", number=number, rev=rev)
        return _("Record, revision %(rev)s", rev=rev)
    return {"photos": _("Photo"), "facts": _("Statement")}.get(kind, _("Unknown item"))


def fate(outcome: Outcome) -> str:
    """What became of it."""
    return {
        ItemFate.STORED: _("taken in"),
        ItemFate.REPLAYED: _("was here already"),
        ItemFate.REFUSED: _("not taken in"),
    }[outcome.fate]
