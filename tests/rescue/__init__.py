"""Tests of rescue files."""
