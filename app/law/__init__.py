"""Violation types and outcomes: versioned data that the legal section signs off, never code."""
