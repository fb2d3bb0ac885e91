"""The sealed revision on the wire (docs/protocol.md §3.2). Integers and strings only."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.ids import UUID7_PATTERN
from app.inspections.rules import Place

Uuid7 = Annotated[str, Field(pattern=UUID7_PATTERN)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
# Beyond this the integers of JSON are not exact in every language (RFC 8785 §3.2.2.3).
Exact = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]
MAX_PHOTOS = 30


class Sealed(BaseModel):
    """A part of the sealed bytes. Unknown members are kept in the bytes and ignored here."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Fix(Sealed):
    """Where the browser said the phone was, WGS-84."""

    lat_e7: Annotated[int, Field(ge=-900_000_000, le=900_000_000)]
    lon_e7: Annotated[int, Field(ge=-1_800_000_000, le=1_800_000_000)]
    acc_cm: Annotated[int, Field(ge=0, le=10**10)]
    fix_ms: Exact
    age_ms: Exact
    source: Annotated[str, Field(max_length=40)]


class Verdict(Sealed):
    """What the phone's zone engine answered."""

    place: Annotated[Place, Field(strict=False)]
    zone: Annotated[str, Field(max_length=16)] | None = None
    zone_version: Exact | None = None
    open: bool | None = None
    distance_cm: Exact | None = None
    probability_permille: Annotated[int, Field(ge=0, le=1000)] | None = None


class Clock(Sealed):
    """The phone's clocks at sealing."""

    wall_ms: Exact
    mono_ms: Exact
    boot_id: Annotated[str, Field(max_length=64)]
    srv_offset_ms: Exact | None = None
    srv_offset_age_s: Exact | None = None


class SealedPhoto(Sealed):
    """A photo as the revision names it."""

    id: Uuid7
    sha256: Sha256
    size: Annotated[int, Field(ge=1, le=32 * 1024 * 1024)]
    mime: Annotated[str, Field(max_length=64)]
    captured_ms: Exact
    method: Annotated[str, Field(max_length=40)]
    fix: Fix | None = None


class Corrects(Sealed):
    """The revision that a correction was made on."""

    rev: Annotated[int, Field(ge=1, le=10_000)]
    sha256: Sha256


class StruckPhoto(Sealed):
    """A photo that the officer struck out, and why. It stays named and kept."""

    id: Uuid7
    reason: Annotated[str, Field(max_length=1000)]


class SealedRevision(Sealed):
    """One revision of an inspection."""

    fmt: Annotated[int, Field(ge=1, le=1)]
    kind: Literal["inspection"]
    id: Uuid7
    rev: Annotated[int, Field(ge=1, le=10_000)]
    device: Uuid7
    seq: Annotated[int, Field(ge=1, le=2**53 - 1)]
    prev: Sha256
    officers: Annotated[
        list[Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]], Field(min_length=1, max_length=2)
    ]
    type: Annotated[str, Field(min_length=1, max_length=64)]
    outcome: Annotated[str, Field(min_length=1, max_length=64)]
    note: Annotated[str, Field(max_length=10_000)]
    captured_ms: Exact
    sealed_ms: Exact
    clock: Clock
    fix: Fix | None = None
    verdict: Verdict
    photos: Annotated[list[SealedPhoto], Field(max_length=MAX_PHOTOS)]
    corrects: Corrects | None = None
    struck: Annotated[list[StruckPhoto], Field(max_length=MAX_PHOTOS)] = []
