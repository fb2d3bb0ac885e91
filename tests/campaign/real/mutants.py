"""Deliberate mistakes put into the running product, each of which the campaign must catch."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from flask import g
from sqlalchemy import text

from app.audit import log, receipts
from app.evidence import actions as evidence
from app.evidence import local_store
from app.evidence.local_store import LocalStore
from app.extensions import begin_write, db
from app.inspections import actions, queries, rules
from app.sync import api, bodies, facts, uploads

Apply = Callable[[ExitStack], None]
COMMITTING = (api, facts, uploads)


class _Modified:
    """Another object with some of its members replaced."""

    def __init__(self, original: object, **members: object) -> None:
        self._original = original
        self.__dict__.update(members)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)


def _committing_by(commit: Callable[[], None]) -> Apply:
    """Let the calls that take evidence in commit in another way."""

    def apply(stack: ExitStack) -> None:
        session = _Modified(db.session, commit=commit)
        for module in COMMITTING:
            stack.enter_context(patch.object(module, "db", _Modified(db, session=session)))

    return apply


def _ack_before_commit(stack: ExitStack) -> None:
    """Every second answer goes out although the process dies before its commit."""
    draw = random.Random(1)

    def commit() -> None:
        if draw.random() < 0.5:
            db.session.commit()
        else:
            db.session.flush()

    _committing_by(commit)(stack)


def _check_then_insert(stack: ExitStack) -> None:
    """Whether a revision is known is asked before the turn is taken; nothing else prevents two."""
    real = queries.revision

    def read_in(sealed_bytes: bytes, **named: Any) -> actions.Arrived:
        arrived = actions.read_in(sealed_bytes, **named)
        g.known = real(arrived.sealed.id, arrived.sealed.rev, arrived.sha256)
        return arrived

    def known(*_asked: object) -> object:
        return g.known

    stack.enter_context(patch.object(api, "actions", _Modified(actions, read_in=read_in)))
    stack.enter_context(patch.object(actions, "queries", _Modified(queries, revision=known)))


def _no_fsync(stack: ExitStack) -> None:
    stack.enter_context(
        patch.object(local_store, "os", _Modified(os, fdatasync=lambda _file: None))
    )


def _no_dirsync(stack: ExitStack) -> None:
    stack.enter_context(patch.object(local_store, "flush_folder", lambda _folder: None))


def _commit_before_rename(stack: ExitStack) -> None:
    """The photo counts first and is moved to its place afterwards."""
    finish, keep_whole = LocalStore.finish, LocalStore.keep_whole
    later: list[Callable[[], object]] = []

    def finish_later(store: LocalStore, photo_id: str, sha256: str, size: int) -> bool:
        later.append(lambda: finish(store, photo_id, sha256, size))
        return True

    def keep_later(store: LocalStore, photo_id: str, sha256: str, content: bytes) -> None:
        later.append(lambda: keep_whole(store, photo_id, sha256, content))

    def commit() -> None:
        db.session.commit()
        while later:
            later.pop(0)()

    stack.enter_context(patch.object(LocalStore, "finish", finish_later))
    stack.enter_context(patch.object(LocalStore, "keep_whole", keep_later))
    _committing_by(commit)(stack)


def _lww(stack: ExitStack) -> None:
    """The last write wins: what was there of the same record goes."""
    real = actions._keep

    def keep(arrived: actions.Arrived, **named: Any) -> actions.Taken:
        connection = db.session.connection()
        connection.execute(text("DROP TRIGGER IF EXISTS revisions_no_delete"))
        connection.execute(
            text("DELETE FROM revisions WHERE inspection_id = :record AND sha256 <> :sha256"),
            {"record": arrived.sealed.id, "sha256": arrived.sha256},
        )
        return real(arrived, **named)

    accepted = _Modified(rules, status_of_new=lambda *_: rules.RevisionStatus.ACCEPTED)
    stack.enter_context(patch.object(actions, "rules", accepted))
    stack.enter_context(patch.object(actions, "_keep", keep))


def _audit_separate(stack: ExitStack) -> None:
    """The leaf follows in a transaction of its own."""
    real = log._append
    later: list[tuple[int, bytes, int]] = []

    def commit() -> None:
        db.session.commit()
        if later:
            begin_write()
            while later:
                real(*later.pop(0))
            db.session.commit()

    def append(idx: int, leaf: bytes, at_ms: int) -> None:
        if b'"type":"revision.received"' in leaf or b'"type":"photo.stored"' in leaf:
            later.append((idx, leaf, at_ms))
        else:
            real(idx, leaf, at_ms)

    stack.enter_context(patch.object(log, "_append", append))
    _committing_by(commit)(stack)


def _no_epoch(stack: ExitStack) -> None:
    """A restored server says nothing of it."""
    silent = _Modified(log, current_epoch=lambda: 1)
    stack.enter_context(patch.object(api, "log", silent))
    stack.enter_context(patch.object(receipts, "log", silent))


def _no_hashes(stack: ExitStack) -> None:
    """Neither chunks nor the whole photo are compared with their hashes."""

    def read_chunk() -> bytes:
        return bodies.read_body(bodies.MAX_CHUNK_BYTES)

    def finish(store: LocalStore, photo_id: str, sha256: str, size: int) -> bool:
        with patch.object(local_store, "hash_file", lambda _path: sha256):
            return real(store, photo_id, sha256, size)

    def keep_whole(photo_id: str, sha256: str, content: bytes) -> None:
        evidence.store().keep_whole(photo_id, sha256, content)

    real = LocalStore.finish
    stack.enter_context(patch.object(LocalStore, "finish", finish))
    stack.enter_context(patch.object(evidence, "keep_whole", keep_whole))
    stack.enter_context(patch.object(uploads, "bodies", _Modified(bodies, read_chunk=read_chunk)))


MUTANTS: dict[str, Apply] = {
    "ack_before_commit": _ack_before_commit,
    "check_then_insert": _check_then_insert,
    "no_fsync": _no_fsync,
    "no_dirsync": _no_dirsync,
    "commit_before_rename": _commit_before_rename,
    "lww": _lww,
    "audit_separate": _audit_separate,
    "no_epoch": _no_epoch,
    "no_checksum+no_final_hash": _no_hashes,
}
NEED_RESTORE = frozenset({"no_epoch"})


@contextmanager
def built_in(name: str) -> Iterator[None]:
    """The product with this mistake."""
    with ExitStack() as stack:
        MUTANTS[name](stack)
        yield
