"""Measurements: how fast and how costly, always beside something that sets the scale."""
