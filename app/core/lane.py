"""One fair lane for SQLite's writers.

SQLite lets one writer in at a time, and its busy handler sleeps without a queue: competing
processes starve each other for seconds. A file lock taken before BEGIN IMMEDIATE lets the
kernel wake the waiters in order, threads of one process and other processes alike.
"""

import fcntl
import os
from pathlib import Path


class Lane:
    """A place in the queue of writers; one per database connection."""

    def __init__(self, database: Path) -> None:
        """Open the lock file beside the database; an open file of its own tells threads apart."""
        self._file = os.open(f"{database}.lane", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def enter(self) -> None:
        """Wait until no other connection writes."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def leave(self) -> None:
        """Let the next writer in; does nothing for a connection that was only reading."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file back when the connection ends."""
        os.close(self._file)
