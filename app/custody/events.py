"""What the audit log tells of backups and of reading photos again."""

from app.audit.log import Event

backup_made = Event("backup.made", frozenset({"epoch", "log_size", "photos"}))
backup_verified = Event("backup.verified", frozenset({"log_size"}))
backup_failed = Event("backup.failed", frozenset({"reason"}))
backup_thinned = Event("backup.thinned", frozenset())
log_restored = Event(
    "log.restored", frozenset({"epoch", "log_size", "previous_size", "previous_checkpoint"})
)
photos_reread = Event("storage.reread", frozenset({"read", "missing", "damaged"}))
orphans_collected = Event("storage.collected", frozenset({"files"}))
