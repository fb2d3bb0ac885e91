"""Changing rows: update, delete, insert, swap, truncate. Every choice comes from the seed."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# What each table holds as evidence. Numbers that only name a row inside the database, and what the
# worker can make again from the original, are no evidence.
EVIDENCE = {
    "revisions": "inspection_id rev sha256 sealed_bytes status flags device_id seq received_ms "
    "log_index receipt signature signature_grade",
    "facts": "fact_id sha256 kind person_id device_id inspection_id photo_id sealed_bytes status "
    "flags effective seq received_ms log_index receipt signature signature_grade",
    "chain_links": "device_id seq sha256 prev received_ms",
    "photos": "id inspection_id rev position person_id sha256 size mime captured_ms lat_e7 lon_e7 "
    "accuracy_cm on_branch state stored_ms log_index receipt",
    "audit_leaves": "idx leaf leaf_hash at_ms",
    "audit_nodes": "position hash",
    "checkpoints": "number size root epoch at_ms note",
    "decisions": "inspection_id rev sha256 kind reasons text person_id at_ms",
    "inspections": "id number state head_rev head_sha256 person_id partner_id device_id "
    "violation_type outcome note photos_named captured_ms sealed_ms received_ms submitted_ms "
    "lat_e7 lon_e7 accuracy_cm fix_age_ms place zone_code zone_version zone_open",
}
ORDER = {"audit_leaves": "idx", "audit_nodes": "position", "checkpoints": "number"}
ENUMS = {
    ("revisions", "status"): ("accepted", "conflict_stored"),
    ("facts", "status"): ("accepted", "conflict_stored"),
    ("revisions", "signature_grade"): ("valid", "invalid", "none"),
    ("facts", "signature_grade"): ("valid", "invalid", "none"),
    ("decisions", "kind"): ("approve", "return"),
    ("inspections", "state"): ("submitted", "approved", "returned"),
    ("inspections", "place"): ("inside", "uncertain", "outside", "unknown"),
}
# How far an upload is, is no evidence; that a photo is here, or will never come, is.
PHOTO_STATES = {
    "stored": ("expected", "partial", "unavailable"),
    "expected": ("stored", "unavailable"),
    "partial": ("stored", "unavailable"),
    "unavailable": ("stored",),
}

Value = Any
Change = Callable[["Disk", random.Random], str]


@dataclass(frozen=True)
class Disk:
    """The database as a file, without the triggers that guard it."""

    rows: sqlite3.Connection

    @classmethod
    def open(cls, path: str) -> "Disk":
        """Open it as any program could."""
        rows = sqlite3.connect(path, isolation_level=None)
        for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            rows.execute(f'DROP TRIGGER "{name}"')
        return cls(rows)

    def keys(self, table: str) -> list[int]:
        """What names each row, in the order of the table."""
        order = ORDER.get(table, "rowid")
        found = self.rows.execute(f"SELECT rowid FROM {table} ORDER BY {order}")  # noqa: S608
        return [row[0] for row in found]

    def value(self, table: str, key: int, column: str) -> Value:
        """One value."""
        query = f"SELECT {column} FROM {table} WHERE rowid = ?"  # noqa: S608
        return self.rows.execute(query, (key,)).fetchone()[0]

    def set(self, table: str, key: int, column: str, value: Value) -> None:
        """Write one value."""
        update = f"UPDATE OR REPLACE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608
        self.rows.execute(update, (value, key))

    def delete(self, table: str, keys: list[int]) -> None:
        """Take rows away."""
        places = ",".join("?" * len(keys))
        self.rows.execute(f"DELETE FROM {table} WHERE rowid IN ({places})", keys)  # noqa: S608


def columns(table: str) -> list[str]:
    """The columns that are evidence."""
    return EVIDENCE[table].split()


def update(disk: Disk, luck: random.Random) -> str:
    """Change one value of one row."""
    table = luck.choice(list(EVIDENCE))
    key, column = luck.choice(disk.keys(table)), luck.choice(columns(table))
    before = disk.value(table, key, column)
    after = _other(before, _allowed(table, column, before), luck)
    disk.set(table, key, column, after)
    return f"update {table}.{column} of row {key}: {before!r:.40} -> {after!r:.40}"


def delete(disk: Disk, luck: random.Random) -> str:
    """Take one to three rows away."""
    table = luck.choice(list(EVIDENCE))
    keys = disk.keys(table)
    gone = luck.sample(keys, min(len(keys), luck.randint(1, 3)))
    disk.delete(table, gone)
    return f"delete rows {gone} of {table}"


def insert(disk: Disk, luck: random.Random) -> str:
    """Add a row that looks like another one."""
    table = luck.choice(list(EVIDENCE))
    key = luck.choice(disk.keys(table))
    info = disk.rows.execute(f"PRAGMA table_info({table})").fetchall()
    row = {column[1]: disk.value(table, key, column[1]) for column in info}
    unique = {"sha256", "number", "id", "idx", "position", "size"} & row.keys()
    for column in unique:
        row[column] = _fresh(row[column], disk, table, column)
    for column in luck.sample(columns(table), luck.randint(0, 2)):
        if column not in unique:
            row[column] = _other(row[column], _allowed(table, column, row[column]), luck)
    names, places = ",".join(row), ",".join("?" * len(row))
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608
    disk.rows.execute(statement, list(row.values()))
    return f"insert into {table} like row {key}"


def swap(disk: Disk, luck: random.Random) -> str:
    """Let two rows change places in one column that tells them apart."""
    while True:
        table = luck.choice(list(EVIDENCE))
        one, other = luck.sample(disk.keys(table), 2)
        column = luck.choice([name for name in columns(table) if name not in ("id", "idx")])
        first, second = disk.value(table, one, column), disk.value(table, other, column)
        if first == second or _unique_alone(table, column):
            continue
        disk.set(table, one, column, _unused(first))
        disk.set(table, other, column, first)
        disk.set(table, one, column, second)
        return f"swap {table}.{column} of rows {one} and {other}"


def truncate(disk: Disk, luck: random.Random) -> str:
    """Cut a table or one value short."""
    if luck.random() < 0.5:
        table = luck.choice(list(EVIDENCE))
        keys = disk.keys(table)
        gone = keys[luck.randrange(len(keys)) :]
        disk.delete(table, gone)
        return f"truncate {table} by {len(gone)} rows"
    while True:
        table = luck.choice(list(EVIDENCE))
        key, column = luck.choice(disk.keys(table)), luck.choice(columns(table))
        before = disk.value(table, key, column)
        if not isinstance(before, bytes | str) or not before or column in ("state", "kind"):
            continue
        after = before[: luck.randrange(len(before))]
        disk.set(table, key, column, after)
        return f"truncate {table}.{column} of row {key} to {len(after)}"


CHANGES: tuple[Change, ...] = (update, delete, insert, swap, truncate)


def _allowed(table: str, column: str, value: Value) -> tuple[str, ...] | None:
    """The words that this column may hold; None where it holds anything."""
    if (table, column) == ("photos", "state"):
        return PHOTO_STATES[value]
    return ENUMS.get((table, column))


def _other(value: Value, allowed: tuple[str, ...] | None, luck: random.Random) -> Value:
    """A value of the same kind that is not this one."""
    if allowed:
        return luck.choice([each for each in allowed if each != value])
    if isinstance(value, bytes):
        at = luck.randrange(len(value))
        return value[:at] + bytes([value[at] ^ (1 << luck.randrange(8))]) + value[at + 1 :]
    if isinstance(value, str):
        at = luck.randrange(len(value) + 1)
        letter = luck.choice([each for each in "0a!" if value[at : at + 1] != each])
        return value[:at] + letter + value[at + 1 :]
    if isinstance(value, int):
        return value + luck.choice([-1, 1, 2, 1000]) if value not in (0, 1) else 1 - value
    return luck.choice([1, 7])  # where nothing was: a number, or as many zero bytes


def _fresh(value: Value, disk: Disk, table: str, column: str) -> Value:
    """A value of a unique column that no row has yet."""
    if isinstance(value, int):
        found = disk.rows.execute(f"SELECT max({column}) FROM {table}").fetchone()  # noqa: S608
        return found[0] + 1
    return value[:-6] + "fedcba" if value[-6:] != "fedcba" else value[:-6] + "abcdef"


def _unique_alone(table: str, column: str) -> bool:
    """Columns whose swapping is the same as doing nothing: they only name their row."""
    return (table, column) in (("checkpoints", "number"), ("audit_nodes", "position"))


def _unused(value: Value) -> Value:
    if isinstance(value, int):
        return -value - 10**6
    return None if value is None else value[:0]
