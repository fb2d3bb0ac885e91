"""Errors as JSON for the API and as pages for people."""
