"""Sealed records are taken in once, whatever they say."""
