"""Making what the screen shows, in a child process with limits (design/sync.md amendment 13).

Evidence is never refused for what it shows: what cannot be decoded is kept and marked.
"""

import resource
import subprocess
import sys
from pathlib import Path

from app.evidence import decoder
from app.evidence.rules import DECODABLE, MAX_PIXELS

THUMBNAIL_PX = 320
SCREEN_PX = 1600
MEMORY_BYTES = 512 * 1024 * 1024
SECONDS: float = 10
PROGRAM = Path(decoder.__file__)


def make(original: Path, folder: Path) -> str:
    """Make the derivatives of one photo; returns "" or the reason why it cannot be shown."""
    folder.mkdir(parents=True, exist_ok=True)
    limits = [str(MAX_PIXELS), ",".join(DECODABLE), str(SCREEN_PX), str(THUMBNAIL_PX)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own program, no shell
            [sys.executable, "-I", str(PROGRAM), str(original), str(folder), *limits],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            preexec_fn=_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "time_limit"
    if done.returncode == decoder.NOT_VIEWABLE:
        return done.stdout.strip()
    return "" if done.returncode == 0 else "decoder_failed"


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
