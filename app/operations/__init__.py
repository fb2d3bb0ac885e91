"""Keeping the service alive: health, readiness, version, the storage."""
