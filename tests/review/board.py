"""What phones say, and what the board of unsent evidence makes of it."""

from app.core import clock
from app.devices import queries
from app.extensions import begin_write, db
from tests.admin.pages import cells
from tests.conftest import SignedIn
from tests.phone import Phone

HOUR_MS = 3_600_000
KINDS = ("revs", "photos", "facts", "quarantined", "damaged")


def age(phone: Phone, hours: int) -> None:
    """Make the phone known for that long, so that its items can be as old."""
    begin_write()
    device = queries.device(phone.device_id)
    assert device is not None
    device.enrolled_ms -= hours * HOUR_MS
    db.session.commit()


def holds(phone: Phone, hours: float = 1, **members: object) -> None:
    """The phone says what it holds, and for how long the oldest has waited."""
    pending = {kind: members.pop(kind, 0) for kind in KINDS}
    answer = phone.heartbeat(
        pending=pending, oldest_ms=clock.now_ms() - int(hours * HOUR_MS), **members
    )
    assert answer.status_code == 200


def text_of(leader: SignedIn) -> str:
    """The page's texts."""
    answer = leader.get("/r/unsent")
    assert answer.status_code == 200
    return cells(answer.text)
