"""Each act leaves exactly one leaf, in the transaction of the act, with exactly its details."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.audit import log
from app.audit.log import Event
from app.audit.models import AuditLeaf
from app.core import clock
from app.extensions import begin_write, db
from tests.audit.leaves import leaves

weighed = Event("sample.weighed", frozenset({"grams"}))


def _record(grams: int = 1) -> int:
    return weighed.record(actor="person/1", entity="sample/1", grams=grams)


def test_an_empty_log_has_no_leaves(app: Flask) -> None:
    assert log.size() == 0


def test_leaves_are_numbered_from_0_without_gaps(app: Flask) -> None:
    begin_write()

    numbers = [_record() for _ in range(3)]
    db.session.commit()

    assert numbers == [0, 1, 2]
    assert log.size() == 3


def test_an_act_that_is_undone_leaves_no_trace_and_no_gap(app: Flask) -> None:
    begin_write()
    _record()
    db.session.commit()
    begin_write()
    _record()
    db.session.rollback()

    begin_write()
    number = _record()
    db.session.commit()

    assert number == 1
    assert [leaf["idx"] for leaf in leaves()] == [0, 1]


def test_acts_at_the_same_time_leave_no_gap_either(app: Flask) -> None:
    def act() -> None:
        with app.app_context():
            begin_write()
            _record()
            db.session.commit()

    with ThreadPoolExecutor(4) as threads:
        for each in [threads.submit(act) for _ in range(20)]:
            each.result(timeout=20)

    assert [leaf["idx"] for leaf in leaves()] == list(range(20))


def test_a_leaf_tells_who_did_what_to_what_and_when(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now_ms", lambda: 1_790_000_000_000)
    begin_write()

    weighed.record(actor="person/7", entity="sample/3", device="d", rev=2, sha256="ab", grams=12)
    db.session.commit()

    assert leaves() == [
        {
            "v": 1,
            "idx": 0,
            "at_ms": 1_790_000_000_000,
            "type": "sample.weighed",
            "actor": "person/7",
            "device": "d",
            "entity": "sample/3",
            "rev": 2,
            "sha256": "ab",
            "detail": {"grams": 12},
        }
    ]


def test_a_leaf_may_carry_the_instant_of_its_receipt(app: Flask) -> None:
    begin_write()

    weighed.record(actor="system", entity="sample/1", at_ms=5, grams=1)
    db.session.commit()

    assert leaves()[0]["at_ms"] == 5


def test_the_leaf_is_canonical_and_hashed_as_rfc_9162_says(app: Flask) -> None:
    begin_write()
    _record()
    db.session.commit()

    row = db.session.scalars(select(AuditLeaf)).one()

    assert row.leaf == rfc8785.dumps(json.loads(row.leaf))
    assert row.leaf_hash == hashlib.sha256(b"\x00" + row.leaf).hexdigest()


@pytest.mark.parametrize("details", [{}, {"kilos": 1}, {"grams": 1, "name": "Zhang"}])
def test_details_other_than_the_declared_ones_are_refused(
    app: Flask, details: dict[str, str | int | bool]
) -> None:
    begin_write()

    with pytest.raises(TypeError, match=r"sample\.weighed carries"):
        weighed.record(actor="system", entity="sample/1", **details)  # type: ignore[arg-type]


def test_nothing_is_recorded_in_a_transaction_that_only_reads(app: Flask) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        _record()


def test_the_log_begins_in_its_first_epoch(app: Flask) -> None:
    assert log.current_epoch() == 1
