"""Ids, clock, encodings and the lane of SQLite's writers."""
