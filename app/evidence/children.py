"""Runs our small programs in child processes with limits (design/sync.md amendment 13).

Whatever a photo does to them, the worker only sees what they wrote and how they ended.
"""

import logging
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS: float = 10
MEMORY_BYTES = 512 * 1024 * 1024
WRITTEN_BYTES = 64 * 1024 * 1024
ANSWER_BYTES = 256 * 1024
# Nothing of our own environment: it may hold the database's password.
ENVIRONMENT = {"LANG": "C.UTF-8"}

_log = logging.getLogger(__name__)


class ChildFailed(Exception):
    """The program did not end well."""


class OutOfTime(ChildFailed):
    """It ran too long and was ended."""


@dataclass(frozen=True)
class Limits:
    """What one run may use."""

    memory_bytes: int = MEMORY_BYTES

    def apply(self) -> None:
        """Bind the calling process; runs in the child, before the program."""
        resource.setrlimit(resource.RLIMIT_AS, (self.memory_bytes, self.memory_bytes))
        resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES, WRITTEN_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(
    program: Path, arguments: Sequence[str], *, given: bytes = b"", limits: Limits | None = None
) -> bytes:
    """Run a program of ours to its end; returns what it wrote to standard output.

    Args:
        given: its standard input.

    Raises:
        OutOfTime: it took longer than SECONDS.
        ChildFailed: it crashed, or was ended by another limit.
    """
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as complained:
        try:
            done = subprocess.run(  # noqa: S603 -- our own program, no shell
                [sys.executable, "-I", str(program), *arguments],
                input=given,
                stdout=told,
                stderr=complained,
                env=ENVIRONMENT,
                timeout=SECONDS,
                preexec_fn=(limits or Limits()).apply,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise OutOfTime(program.name) from error
        if done.returncode != 0:
            complained.seek(0)
            last = complained.read(ANSWER_BYTES).decode(errors="replace")[-500:]
            _log.warning("%s ended with %s: %s", program.name, done.returncode, last)
            raise ChildFailed(program.name)
        told.seek(0)
        return told.read(ANSWER_BYTES)
