"""Deciding on records."""
