"""Changing what is kept as somebody would who has the disk and not the signing key."""
