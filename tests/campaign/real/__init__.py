"""Model phones against the real server: Flask, the database, and files in memory.

The server is the product, whole and without a hook for tests: every SQL statement, every commit
and every system call on a file of its data folder is a point where the power may go
(`points.py`). The phones are code of our own that shares nothing with the product or with
`tests/phone.py`, and so does `tests/campaign/checker.py`, which judges at the end.
"""
