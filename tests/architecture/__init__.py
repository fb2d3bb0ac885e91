"""Promises that hold over the whole code base, each checked by a test over everything."""
