"""Keeping what was received for years: backups, bringing them back, reading photos again."""
