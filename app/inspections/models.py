from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Squadron
from app.devices.rules import SignatureGrade
from app.extensions import Model
from app.inspections.rules import InspectionState, Place, RevisionStatus


class Inspection(Model):
    """One violation seen on patrol (巡查记录). What its head revision says, made searchable.

    The phone chooses `id`, so that sending a record twice cannot make two. `received_ms` is when
    the first revision came, `submitted_ms` when the present head came to the desk.
    """

    __tablename__ = "inspections"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[InspectionState] = mapped_column(default=InspectionState.SUBMITTED, index=True)
    head_rev: Mapped[int]
    head_sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    squadron_id: Mapped[int] = mapped_column(ForeignKey("squadrons.id"), index=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    violation_type: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)
    photos_named: Mapped[int]
    captured_ms: Mapped[int]
    sealed_ms: Mapped[int]
    received_ms: Mapped[int] = mapped_column(index=True)
    submitted_ms: Mapped[int] = mapped_column(index=True)
    clock_offset_ms: Mapped[int | None]
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    accuracy_cm: Mapped[int | None]
    fix_age_ms: Mapped[int | None]
    place: Mapped[Place]
    zone_code: Mapped[str | None] = mapped_column(String(16))
    zone_version: Mapped[int | None]
    zone_open: Mapped[bool | None]
    zone_distance_cm: Mapped[int | None]
    zone_probability_permille: Mapped[int | None]

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    partner: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[partner_id])
    squadron: Mapped[Squadron] = relationship(lazy="raise")

    @property
    def officers(self) -> list[int]:
        """Who recorded it: the one who sealed it, and the partner when there was one."""
        return [self.person_id] if self.partner_id is None else [self.person_id, self.partner_id]


class Revision(Model):
    """The exact bytes that an officer sealed, and the receipt that was given for them."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("inspection_id", "rev", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), index=True)
    rev: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sealed_bytes: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[RevisionStatus]
    flags: Mapped[str] = mapped_column(String(400))
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    seq: Mapped[int]
    received_ms: Mapped[int]
    log_index: Mapped[int]
    receipt: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    signature_grade: Mapped[SignatureGrade] = mapped_column(default=SignatureGrade.NONE)

    @property
    def flag_list(self) -> list[str]:
        """What was odd about this revision, as codes."""
        return self.flags.split()


class NumberSeries(Model):
    """The last number given out in a year: WZ-2026-000123."""

    __tablename__ = "number_series"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
