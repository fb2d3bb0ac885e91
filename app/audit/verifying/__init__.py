"""Recomputing the log and all that it tells of from the bytes: nothing that is kept is believed."""
