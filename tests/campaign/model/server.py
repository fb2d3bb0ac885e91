"""The model's server: rows that commit at once, files that need syncing, a log of leaves."""

import copy
import hashlib
import random
from collections.abc import Generator
from typing import Any

from tests.campaign.model.disk import Disk
from tests.campaign.model.messages import Create, Patch, Put
from tests.campaign.model.rows import Head, Key, Rows, Upload

Answer = tuple[int, Any]
Handler = Generator[None, None, Answer]
"""Each yield is a point where the power may fail or another request may run."""


def digest(data: bytes) -> str:
    """Short, and spread well enough for a model."""
    return hashlib.sha256(data).hexdigest()[:16]


class Server:
    """Answers one request per handler; handlers interleave."""

    def __init__(self, draw: random.Random, mutants: frozenset[str]) -> None:
        self.draw = draw
        self.mutants = mutants
        self.disk = Disk()
        self.rows = Rows()
        self.locked: set[str] = set()
        self.twice: list[Key] = []
        """Rows beyond the first of a key: only a mistake can make them."""
        self.epoch = 0
        self.horizon = 0

    def lose_power(self) -> None:
        """Rows are lasting; files are not, unless they were synced."""
        self.locked = set()
        self.disk.lose_power(self.draw)

    def backup(self) -> tuple[Disk, Rows]:
        """A verified backup: everything below the horizon is in it."""
        self.horizon = len(self.rows.log)
        return self.disk.restored(), copy.deepcopy(self.rows)

    def restore(self, backup: tuple[Disk, Rows]) -> None:
        """The disk died: what came after the backup is gone, and a new epoch says so."""
        self.disk = backup[0].restored()
        self.rows = copy.deepcopy(backup[1])
        self.locked = set()
        self.epoch += 1
        self.horizon = len(self.rows.log)

    def leaf(self, *what: object) -> None:
        """Add to the log, in the transaction of the act."""
        self.rows.log.append(what)

    def hello(self, _asked: None) -> Handler:
        """Epoch and horizon."""
        yield
        return 200, {"epoch": self.epoch, "horizon": self.horizon}

    def put(self, asked: Put) -> Handler:
        """Take a revision in."""
        yield
        key = (asked.record, asked.rev, asked.sha)
        if digest(asked.body) != asked.sha:
            return 422, {"code": "hash"}
        if b"poison" in asked.body:
            return 422, {"code": "schema"}
        if "check_then_insert" in self.mutants:
            known = key in self.rows.revisions
            yield
            if not known and key in self.rows.revisions:
                self.twice.append(key)
        else:
            known = key in self.rows.revisions
        if known:
            return 200, self._receipt(asked.sha, "rev", *key)
        if "ack_before_commit" in self.mutants and self.draw.random() < 0.5:
            return 201, self._receipt(asked.sha, "rev", *key)
        yield from self._insert(asked, key)
        yield
        return 201, self._receipt(asked.sha, "rev", *key)

    def _receipt(self, sha: str, *leaf: object) -> dict[str, object]:
        """The echo of the hash, the epoch, and where the log holds the leaf."""
        log = self.rows.log
        index = next((i for i, told in enumerate(log) if told[: len(leaf)] == leaf), len(log))
        return {"sha": sha, "epoch": self.epoch, "index": index}

    def _insert(self, asked: Put, key: Key) -> Generator[None, None, None]:
        """One transaction."""
        rows, head = self.rows, self.rows.heads.get(asked.record)
        follows = head and head.state == "returned" and asked.rev == head.rev + 1
        accepted = bool(follows) or (head is None and asked.rev == 1)
        if "lww" in self.mutants and head:
            accepted = True
            for other in [k for k in rows.revisions if k[:2] == key[:2]]:
                rows.revisions.pop(other)
        status = "accepted" if accepted else "conflict"
        rows.revisions[key] = (status, asked.body)
        for photo, sha, size in asked.photos:
            rows.expected.setdefault(photo, (asked.record, sha, size))
        if accepted:
            named = [photo for photo, _sha, _size in asked.photos]
            rows.heads[asked.record] = Head(asked.rev, asked.sha, "incoming", named)
        if "audit_separate" in self.mutants:
            yield
        self.leaf("rev", *key, status)
        if accepted:
            self._complete(asked.record)

    def _complete(self, record: str) -> None:
        head = self.rows.heads.get(record)
        if head and head.state == "incoming" and all(p in self.rows.photos for p in head.photos):
            head.state = "review"
            self.leaf("complete", record, head.rev)

    def create(self, asked: Create) -> Handler:
        """Begin an upload."""
        yield
        expected = self.rows.expected.get(asked.photo)
        if expected is None:
            return 409, {"code": "record_unknown"}
        if expected[1:] != (asked.sha, asked.length):
            return 409, {"code": "manifest_mismatch"}
        upload = self.rows.uploads.setdefault(asked.photo, Upload(0, asked.length))
        yield
        return 201, {"offset": upload.offset}

    def head(self, photo: str) -> Handler:
        """How far an upload is; finishes what a power cut left unfinished."""
        yield
        if photo in self.rows.photos:
            return 200, self._stored(photo)
        upload = self.rows.uploads.get(photo)
        if upload is None:
            return 404, {}
        if upload.offset == upload.length:
            return (yield from self._finish(photo))
        return 200, {"offset": self._offset(photo, upload)}

    def _offset(self, photo: str, upload: Upload) -> int:
        if "offset_from_size" in self.mutants:
            return min(upload.length, len(self.disk.seen.get(f"{photo}.part", b"")))
        return upload.offset

    def patch(self, asked: Patch) -> Handler:
        """Append a chunk."""
        yield
        photo = asked.photo
        upload = self.rows.uploads.get(photo)
        if photo in self.rows.photos:
            return 204, self._stored(photo)
        if upload is None:
            return 404, {}
        if photo in self.locked:
            return 423, {}
        self.locked.add(photo)
        try:
            return (yield from self._append(asked, upload))
        finally:
            self.locked.discard(photo)

    def _append(self, asked: Patch, upload: Upload) -> Handler:
        part, at = f"{asked.photo}.part", self._offset(asked.photo, upload)
        if asked.offset != at:
            return 409, {"code": "offset", "offset": at}
        if digest(asked.data) != asked.checksum and "no_checksum" not in self.mutants:
            return 460, {}
        self.disk.write(part, at, asked.data)
        yield
        if "no_fsync" not in self.mutants:
            self.disk.sync(part)
        yield
        upload.offset = at + len(asked.data)
        yield
        if upload.offset < upload.length:
            return 204, {"offset": upload.offset}
        return (yield from self._finish(asked.photo))

    def _finish(self, photo: str) -> Handler:
        sha = self.rows.expected[photo][1]
        part, final = f"{photo}.part", f"evidence/{photo}"
        data = self.disk.seen.get(part)
        if "commit_before_rename" in self.mutants and data is not None:
            self._store(photo, sha)
            yield
        if data is None:
            data = self.disk.seen.get(final)
        whole = data is not None and digest(data) == sha
        if not whole and "no_final_hash" not in self.mutants:
            self.rows.uploads[photo].offset = 0
            self.disk.seen.pop(part, None)
            return 422, {"code": "content_hash"}
        yield
        if part in self.disk.seen:
            self.disk.rename(part, final)
        yield
        if not {"no_fsync", "no_dirsync"} & self.mutants:
            self.disk.sync_folder()
        yield
        if photo not in self.rows.photos:
            self._store(photo, sha)
        yield
        return 204, self._stored(photo)

    def _stored(self, photo: str) -> dict[str, object]:
        sha = self.rows.photos[photo]
        offset = self.rows.expected[photo][2]
        return {**self._receipt(sha, "photo", photo, sha), "offset": offset}

    def _store(self, photo: str, sha: str) -> None:
        """One transaction: row, leaf, and whether the record is complete."""
        self.rows.photos[photo] = sha
        self.leaf("photo", photo, sha)
        self._complete(self.rows.expected[photo][0])
