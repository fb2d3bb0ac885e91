"""The supervisors' queue: what waits, what a record shows, deciding on it."""
