"""Tests mirror the layout of the code they keep honest."""
