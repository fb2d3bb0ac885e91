"""Reading what phones said."""

from app.devices.models import Heartbeat
from app.extensions import db


def heartbeat(device_id: str, person_id: int) -> Heartbeat | None:
    """What this phone said last of this person's evidence."""
    return db.session.get(Heartbeat, (device_id, person_id))
