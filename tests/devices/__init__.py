"""Tests of what the server knows of the phones."""
