"""Paths, bodies and answers of the sync API, for validation and for the OpenAPI document."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.changes.rules import MAX_PAGE
from app.core.ids import UUID7_PATTERN


class RevisionPath(BaseModel):
    """Which revision."""

    inspection_id: Annotated[str, Field(pattern=UUID7_PATTERN)]
    rev: Annotated[int, Field(ge=1, le=10_000)]


class UploadPath(BaseModel):
    """Which photo."""

    photo_id: Annotated[str, Field(pattern=UUID7_PATTERN)]


class SnapshotPath(BaseModel):
    """Which list."""

    scope: str


class EnrolBody(BaseModel):
    """A phone makes itself known."""

    model_config = ConfigDict(extra="forbid")

    device_id: Annotated[str, Field(pattern=UUID7_PATTERN)]
    label: Annotated[str, Field(max_length=120)]
    public_key: dict[str, Any] | None = None
    """The JWK of the phone's signing key. One that makes no sense counts as none: an officer
    must be able to work without."""


class EnrolAnswer(BaseModel):
    """What the phone keeps: its ticket and the key that signs receipts."""

    device_id: str
    ticket: str
    ticket_expires_ms: int
    server_key: str
    person: dict[str, Any]


class HelloAnswer(BaseModel):
    """What anybody may know of the server."""

    server_ms: int
    epoch: int
    backup_horizon: int
    log_size: int
    checkpoint: str
    min_client: str
    latest_client: str
    backup_age_s: int | None = None


class RevisionAnswer(BaseModel):
    """The receipt of a revision; `replayed` when it was known."""

    receipt: dict[str, Any]
    replayed: bool
    number: str
    flags: list[str]


class ChangesQuery(BaseModel):
    """Where to go on reading, and what about."""

    since: Annotated[str, Field(max_length=200)] | None = None
    scope: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1)] = MAX_PAGE


class ChangesAnswer(BaseModel):
    """Rows of the feed, oldest first, and the cursor to go on from."""

    epoch: int
    cursor: str
    more: bool
    changes: list[dict[str, Any]]


Count = Annotated[int, Field(ge=0, le=1_000_000)]
Instant = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]
Number = Annotated[int, Field(ge=0, le=2**53 - 1)]
Note = Annotated[str, Field(max_length=2000)]


class PhoneSays(BaseModel):
    """A part of a heartbeat; what newer phones say beyond it is ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Pending(PhoneSays):
    """Items without a receipt, by kind; and how many of them are stuck."""

    revs: Count
    photos: Count
    facts: Count
    quarantined: Count
    damaged: Count


class Disputed(PhoneSays):
    """Two notes of the log that contradict each other."""

    kept: Note
    offered: Note


class HeartbeatBody(PhoneSays):
    """How a phone is, and what it still holds of this person."""

    app: Annotated[str, Field(max_length=40)]
    pending: Pending
    max_seq: Number
    oldest_ms: Instant | None = None
    persisted: bool | None = None
    free_bytes: Number | None = None
    epoch: Number | None = None
    checkpoint: Note = ""
    alarm: Disputed | None = None


class HeartbeatAnswer(BaseModel):
    """How the server is, and a proof that its log still has what the phone knew of it."""

    server_ms: int
    epoch: int
    backup_horizon: int
    device_state: str
    checkpoint: str
    consistency: list[str]


class StatusItem(PhoneSays):
    """An item as a receipt names it, and the bytes that the phone has."""

    key: Annotated[str, Field(max_length=200)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class StatusBody(PhoneSays):
    """What the phone asks about."""

    items: Annotated[list[StatusItem], Field(max_length=500)]


class StatusAnswer(BaseModel):
    """Each item in the order of the question: `key`, `state`, and `offset` or `receipt`."""

    items: list[dict[str, Any]]


class RescueAnswer(BaseModel):
    """Each item of the file in its order: `key`, `state`, and `receipt` or `code`."""

    items: list[dict[str, Any]]


class FactPath(BaseModel):
    """Which fact."""

    fact_id: Annotated[str, Field(pattern=UUID7_PATTERN)]


class FactAnswer(BaseModel):
    """The receipt of a fact; `replayed` when it was known."""

    receipt: dict[str, Any]
    replayed: bool
    flags: list[str]


class ProblemAnswer(BaseModel):
    """RFC 9457, with a stable code and the next step."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    next: str
