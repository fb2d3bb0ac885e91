"""One recording, and every disk that a power cut may leave of it."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate

from app.extensions import db
from tests import factories
from tests.conftest import ROOT, make_app
from tests.crash import disk, trace
from tests.crash.disk import Disk, Mixtures, State, every_kind, harshest
from tests.crash.judge import judge
from tests.phone import Phone

MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own in it, by tempfile)


@dataclass(frozen=True)
class Recording:
    """An installation before the program ran, and what the program did to it."""

    folder: Path
    base: Disk
    events: list[trace.Event]

    def states(self, mixtures: Mixtures = every_kind) -> Iterator[State]:
        """Every different disk that a cut may leave."""
        return disk.states(self.base, self.events, mixtures)

    def judge(self, state: State, *, drain: bool = True) -> list[str]:
        """What is wrong with this disk; `drain`: also when the server starts on it."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            shutil.copy(self.folder / "phone.json", folder)
            wrong = judge(state, str(self.folder / "data"), Path(folder), drain=drain)
        last = self.events[max(0, state.point - 3) : state.point]
        return [f"{what}\n  after {_named(last)}" for what in wrong]

    def complete(self) -> bool:
        """Whether all of it, when nothing is lost, makes the files that lie there after the run."""
        *_, end = disk.states(self.base, self.events, disk.mildest)
        there = Disk.of(Path(self.base.root))
        return end.files == {name: there.contents[node] for name, node in there.names.items()}

    def catches(self) -> str:
        """What the harshest disks say against this recording; empty when they say nothing."""
        for state in self.states(harshest):
            if wrong := self.judge(state, drain=False):
                return wrong[0]
        return ""


def _named(events: list[trace.Event]) -> str:
    return ", ".join(
        f"{type(event).__name__} {Path(getattr(event, 'path', '')).name}".strip()
        for event in events
    )


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder in memory with a migrated installation and an enrolled phone."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name).resolve()
        _install(folder)
        yield folder


def _install(folder: Path) -> None:
    app = make_app(folder / "data")
    with app.app_context():
        flask_migrate.upgrade(str(ROOT / "migrations"))
        db.engine.dispose()
    app.test_cli_runner().invoke(args=["storage", "prepare"])
    with app.app_context():
        person = factories.person(role="officer")
        client = app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        form = {"username": person.username, "password": factories.PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        phone = Phone.enrol(client, person.id)
        db.session.remove()
        db.engine.dispose()
    known = {"person_id": phone.person_id, "device_id": phone.device_id, "ticket": phone.ticket}
    (folder / "phone.json").write_text(json.dumps(known))


def record(workshop: Path, mutant: str = "") -> Recording:
    """Run the program on a copy of the installation and note its calls."""
    folder = Path(tempfile.mkdtemp(dir=workshop))
    shutil.copytree(workshop / "data", folder / "data")
    shutil.copy(workshop / "phone.json", folder)
    base = Disk.of(folder / "data")
    log = folder / "strace.log"
    command = [sys.executable, "-m", "tests.crash.subject", str(folder)]
    known = {str(path) for path in (folder / "data").rglob("*")}
    trace.run([*command, mutant] if mutant else command, log, dict(os.environ), ROOT)
    events = trace.events(log, folder / "data", known)
    log.unlink()
    recorded = Recording(folder, base, events)
    assert recorded.complete(), (
        "the calls that were recorded do not lead to the files that are there"
    )
    return recorded
