"""Health, readiness, version and the API's own description."""
