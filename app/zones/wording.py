"""Saying a zone verdict and a position in words, for the desk and for the strip under photos."""

from flask_babel import gettext as _

from app.zones.rules import Place

EVEN_ODDS_PERCENT = 50


def verdict(
    place: str, zone: str, *, distance_cm: int | None, probability_permille: int | None
) -> str:
    """The verdict as the phone gave it, with its uncertainty.

    Args:
        place: a `Place`; anything else is as good as unknown.
        zone: how to call the zone; empty when none is known nearby.
    """
    if place not in (Place.INSIDE, Place.UNCERTAIN, Place.OUTSIDE):
        return _("No position")
    if not zone:
        return _("No zone known nearby")
    if place == Place.INSIDE:
        return _("Inside %(zone)s", zone=zone)
    if place == Place.UNCERTAIN:
        percent = round((probability_permille or 0) / 10)
        if percent < EVEN_ODDS_PERCENT:
            return _("Possibly in %(zone)s (%(percent)s %%)", zone=zone, percent=percent)
        return _("Probably in %(zone)s (%(percent)s %%)", zone=zone, percent=percent)
    metres = round((distance_cm or 0) / 100)
    return _("Outside, %(metres)s m from %(zone)s", metres=metres, zone=zone)


def position(lat_e7: int | None, lon_e7: int | None, accuracy_cm: int | None) -> str:
    """A position: latitude, longitude (WGS-84) and accuracy in metres."""
    if lat_e7 is None or lon_e7 is None or accuracy_cm is None:
        return _("No position")
    return _(
        "%(lat)s, %(lon)s (WGS-84), ±%(metres)s m",
        lat=f"{lat_e7 / 1e7:.6f}",
        lon=f"{lon_e7 / 1e7:.6f}",
        metres=round(accuracy_cm / 100),
    )
