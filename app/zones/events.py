"""What the log says of zones. `version` is the snapshot's, `count` the new zone versions."""

from app.audit.log import Event

zone_imported = Event("zone.imported", frozenset({"version", "count"}))
