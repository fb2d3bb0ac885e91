"""Files in `incoming/` that no row can use any more. Nothing else is ever collected."""

import re

from app.core import clock
from app.core.files import flush_folder
from app.custody import events, installation
from app.custody.actions import ACTOR
from app.custody.rules import DAY_MS
from app.evidence import queries as evidence
from app.extensions import begin_write, db

AGE_MS = 30 * DAY_MS
PART = re.compile(r"([0-9a-f-]{36})\.part")


def collect() -> list[str]:
    """Delete them, with one leaf that tells how many; returns their names. Commits."""
    incoming = installation.data_dir() / "incoming"
    oldest = (clock.now_ms() - AGE_MS) / 1000
    gone = []
    begin_write()  # no upload of such a photo begins meanwhile
    for path in sorted(incoming.iterdir()):
        plain = path.is_file() and not path.is_symlink()
        if plain and path.stat().st_mtime < oldest and not _usable(path.name):
            path.unlink()
            gone.append(path.name)
    if gone:
        flush_folder(incoming)
        events.orphans_collected.record(actor=ACTOR, entity="incoming", files=len(gone))
    db.session.commit()
    return gone


def _usable(name: str) -> bool:
    """Whether an upload may still go on from it."""
    named = PART.fullmatch(name)
    photo = evidence.photo(named[1]) if named else None
    return photo is not None and not photo.stored
