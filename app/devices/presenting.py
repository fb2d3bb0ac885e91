"""Saying in words how phones stand."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import Device
from app.accounts.rules import DeviceState

MINUTE_MS = 60_000
HOUR_MINUTES = 60
DAY_HOURS = 24


def label(device: Device) -> str:
    """What its officer calls the phone; the end of its id where that is nothing."""
    return device.label or _("Phone …%(id)s", id=device.id[-6:])


def state_name(state: DeviceState) -> str:
    """How a phone stands, in one word."""
    return {
        DeviceState.ACTIVE: _("in use"),
        DeviceState.FROZEN: _("frozen"),
        DeviceState.REVOKED: _("shut out"),
    }[state]


def span(milliseconds: int) -> str:
    """How long something has lasted, in its two largest units."""
    minutes = max(0, milliseconds) // MINUTE_MS
    hours, days = minutes // HOUR_MINUTES, minutes // HOUR_MINUTES // DAY_HOURS
    if days:
        return _("%(days)s d %(hours)s h", days=days, hours=hours % DAY_HOURS)
    if hours:
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes % HOUR_MINUTES)
    return ngettext("%(num)s min", "%(num)s min", minutes)
