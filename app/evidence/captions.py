"""The text under the watermarked copy: what the record says, in the bureau's language.

What a revision says of the photo is kept with the photo when the record arrives (`caption`), so
that a later revision does not rewrite it; names of people and zones are looked up here.
"""

from typing import Annotated

from flask_babel import force_locale
from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from app.accounts import queries as accounts
from app.core import clock
from app.evidence.models import Photo
from app.zones import queries as zones
from app.zones import wording

SHORT_HASH = 16


class Caption(BaseModel):
    """What the sealed revision and the server knew when the photo was named."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: str = ""
    officers: Annotated[list[int], Field(max_length=2)] = []
    place: str = ""
    zone: str | None = None
    zone_version: int | None = None
    distance_cm: int | None = None
    probability_permille: int | None = None


def lines(photo: Photo) -> list[str]:
    """The strip's lines: number and time, place, zone, officers, fingerprint."""
    caption = Caption.model_validate(photo.caption)
    with force_locale("zh_CN"):
        where = wording.position(photo.lat_e7, photo.lon_e7, photo.accuracy_cm)
        when = clock.to_local(photo.captured_ms).strftime("%Y-%m-%d %H:%M:%S")
        written = [
            _("No. %(number)s · taken %(when)s (Beijing time)", number=caption.number, when=when),
            f"{where} · {_zone(caption)}",
            _("Officers: %(names)s", names=_names(caption.officers)),
            _(
                "Fingerprint of the original: SHA-256 %(hash)s… · copy with text, not the original",
                hash=photo.sha256[:SHORT_HASH],
            ),
        ]
    return [_printable(line) for line in written]


def _zone(caption: Caption) -> str:
    code = caption.zone or ""
    version = zones.zone_version(code, caption.zone_version) if caption.zone_version else None
    return wording.verdict(
        caption.place,
        f"{code} {version.name}" if version else code,
        distance_cm=caption.distance_cm,
        probability_permille=caption.probability_permille,
    )


def _names(officers: list[int]) -> str:
    people = [(person_id, accounts.person(person_id)) for person_id in officers]
    return _(", ").join(person.name if person else f"#{number}" for number, person in people)


def _printable(line: str) -> str:
    """Names and zones are text, never layout: no line breaks, no direction marks."""
    return "".join(c if c.isprintable() else " " for c in line)
