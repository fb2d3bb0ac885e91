"""Journeys through the product in real Chromium against the real server."""
