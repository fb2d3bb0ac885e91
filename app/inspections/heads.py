"""The searchable row of a record: made with the first revision, follows each new head."""

from typing import cast

from sqlalchemy import Table, bindparam, insert, update

from app.accounts.tickets import Sender
from app.core import clock
from app.extensions import db, insert_plainly, take_turn
from app.inspections.models import Inspection, NumberSeries
from app.inspections.rules import InspectionState
from app.inspections.schemas import SealedRevision

SERIES = cast(Table, NumberSeries.__table__)
_COUNT = (
    update(SERIES)
    .where(SERIES.c.year == bindparam("of"))
    .values(last=SERIES.c.last + 1)
    .returning(SERIES.c.last)
)


def begin(
    sealed: SealedRevision,
    sha256: str,
    *,
    ticket: Sender,
    partner_id: int | None,
    received_ms: int,
) -> Inspection:
    """A record that the server did not know, with its number."""
    inspection = Inspection(
        id=sealed.id,
        number=_next_number(received_ms),
        person_id=ticket.person_id,
        squadron_id=ticket.squadron_id,
        received_ms=received_ms,
    )
    follow(inspection, sealed, sha256, partner_id=partner_id, received_ms=received_ms)
    insert_plainly(inspection)
    return inspection


def follow(
    inspection: Inspection,
    sealed: SealedRevision,
    sha256: str,
    *,
    partner_id: int | None,
    received_ms: int,
) -> None:
    """Make this revision the head: the row says what it says and waits at the desk."""
    fix, verdict = sealed.fix, sealed.verdict
    inspection.state = InspectionState.SUBMITTED
    inspection.head_rev = sealed.rev
    inspection.head_sha256 = sha256
    inspection.submitted_ms = received_ms
    if inspection.partner_id is None:  # whoever was at the scene stays so, whoever corrects
        inspection.partner_id = partner_id
    inspection.device_id = sealed.device
    inspection.violation_type = sealed.type
    inspection.outcome = sealed.outcome
    inspection.note = sealed.note
    inspection.photos_named = len(sealed.photos)
    inspection.captured_ms = sealed.captured_ms
    inspection.sealed_ms = sealed.sealed_ms
    inspection.clock_offset_ms = sealed.clock.srv_offset_ms
    inspection.lat_e7 = fix.lat_e7 if fix else None
    inspection.lon_e7 = fix.lon_e7 if fix else None
    inspection.accuracy_cm = fix.acc_cm if fix else None
    inspection.fix_age_ms = fix.age_ms if fix else None
    inspection.place = verdict.place
    inspection.zone_code = verdict.zone
    inspection.zone_version = verdict.zone_version
    inspection.zone_open = verdict.open
    inspection.zone_distance_cm = verdict.distance_cm
    inspection.zone_probability_permille = verdict.probability_permille


def _next_number(received_ms: int) -> str:
    """The next number of the bureau's year; gapless, since only writers with the turn come here."""
    take_turn()
    year = clock.to_local(received_ms).year
    connection = db.session.connection()
    number = connection.execute(_COUNT, {"of": year}).scalar_one_or_none()
    if number is None:
        number = 1
        connection.execute(insert(SERIES), {"year": year, "last": number})
    return f"WZ-{year}-{number:06d}"
