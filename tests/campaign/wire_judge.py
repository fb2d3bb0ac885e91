"""Compares what phones hold with what lies in the server's database and folders.

Plain SQL and files: nothing of the product takes part in the judgement.
"""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.campaign.result import Failure, Harm

Ledger = dict[str, Any]
Found = tuple[Harm, str]


def judge(data_dir: Path, ledgers: list[Ledger]) -> list[Failure]:
    """What is wrong, with the seeds of the schedules it happened in."""
    found = []
    with closing(sqlite3.connect(data_dir / "wuzhi.db")) as database:
        for ledger in ledgers:
            one = Judgement(data_dir, database, ledger)
            found += [Failure(ledger["seed"], harm, what) for harm, what in one.all()]
        found += [Failure(ledgers[0]["seed"], *each) for each in gaps(database)]
    return found


def gaps(database: sqlite3.Connection) -> list[Found]:
    """The log is numbered 0, 1, 2 … without a hole."""
    count, last = database.execute("SELECT count(*), max(idx) FROM audit_leaves").fetchone()
    return [] if count == last + 1 else [(Harm.GAPS, f"{count} leaves, the last is {last}")]


class Judgement:
    """Of one schedule."""

    def __init__(self, data_dir: Path, database: sqlite3.Connection, ledger: Ledger) -> None:
        """Judge this one."""
        self.data_dir = data_dir
        self.database = database
        self.ledger = ledger

    def all(self) -> list[Found]:
        """Everything that is wrong with it."""
        items = self.ledger["items"]
        found = [(Harm.OTHER, problem) for problem in self.ledger["problems"]]
        held = {item["key"] for item in items}
        found += [(Harm.LOST, key) for key in self.ledger["promised"] if key not in held]
        for item in items:
            if item["state"] != "received":
                found.append((Harm.OTHER, f"{item['key']} is still {item['state']}"))
            found += self._photo(item) if item["kind"] == "photo" else self._sealed(item)
        return found + self._extra(items)

    def _sealed(self, item: dict[str, Any]) -> list[Found]:
        kind, name, *rest = item["key"].split("/")
        query = "SELECT sha256, sealed_bytes, receipt FROM facts WHERE fact_id = ?"
        if kind == "inspections":
            query = "SELECT sha256, sealed_bytes, receipt FROM revisions WHERE inspection_id = ?"
            query += f" AND rev = {int(rest[1])}"
        rows = self.database.execute(query, (name,)).fetchall()
        if not rows:
            return [(Harm.LOST, item["key"])]
        if len(rows) > 1:
            return [(Harm.DUPLICATED, item["key"])]
        sha256, sealed, receipt = rows[0]
        if not sha256 == item["sha256"] == hashlib.sha256(sealed).hexdigest():
            return [(Harm.MISMATCHED, item["key"])]
        return self._receipt(item, receipt)

    def _photo(self, item: dict[str, Any]) -> list[Found]:
        photo_id = item["key"].partition("/")[2]
        query = "SELECT sha256, receipt FROM photos WHERE id = ? AND receipt IS NOT NULL"
        rows = self.database.execute(query, (photo_id,)).fetchall()
        taken = self.ledger["taken"][photo_id]
        files = list((self.data_dir / "evidence").glob(f"*/*/*-{photo_id}.bin"))
        if not rows or not files:
            return [(Harm.LOST, item["key"])]
        if len(files) > 1:
            return [(Harm.DUPLICATED, item["key"])]
        sha256, receipt = rows[0]
        if not sha256 == taken == hashlib.sha256(files[0].read_bytes()).hexdigest():
            return [(Harm.MISMATCHED, item["key"])]
        return self._receipt(item, receipt)

    def _receipt(self, item: dict[str, Any], kept: bytes) -> list[Found]:
        receipt = json.loads(kept)
        if receipt != item.get("receipt"):
            return [(Harm.OTHER, f"{item['key']}: the phone holds another receipt")]
        query = "SELECT leaf FROM audit_leaves WHERE idx = ?"
        leaf = self.database.execute(query, (receipt["log_index"],)).fetchone()
        if leaf is None or item["sha256"].encode() not in bytes(leaf[0]):
            return [(Harm.GAPS, f"{item['key']}: leaf {receipt['log_index']} is of something else")]
        return []

    def _extra(self, items: list[dict[str, Any]]) -> list[Found]:
        found = []
        for table, kind in (("revisions", "rev"), ("facts", "fact")):
            query = f"SELECT count(*) FROM {table} WHERE device_id = ?"  # noqa: S608
            (count,) = self.database.execute(query, (self.ledger["device_id"],)).fetchone()
            sealed = sum(item["kind"] == kind for item in items)
            if count > sealed:
                found.append((Harm.DUPLICATED, f"{count} {table} of {sealed} sealed"))
        return found
