"""What must hold of the server when calm has come back: its rows and files against the ledger.

Shares no code with the product: raw SQL, files, hashes and a Merkle tree of its own.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.campaign import merkle
from tests.campaign.ledger import Kind, Ledger, Line
from tests.campaign.result import Harm, Violation

Query = Callable[..., list[tuple[Any, ...]]]
LEAF = {
    Kind.REVISION: "revision.received",
    Kind.FACT: "fact.received",
    Kind.PHOTO: "photo.stored",
}


def check(query: Query, folder: Path, ledger: Ledger) -> None:
    """Raises `Violation` for the first invariant that does not hold."""
    leaves = _leaves(query)
    _log_is_whole(query, leaves)
    _witnessed(leaves, query, ledger)
    revisions = _rows_of(query, "inspections", leaves)
    facts = _rows_of(query, "facts", leaves)
    photos = _photos(query, folder, leaves)
    held = {Kind.REVISION: revisions, Kind.FACT: facts, Kind.PHOTO: photos}
    for line in ledger.lines:
        _line(line, held[line.kind], ledger)
    _nothing_invented(ledger, held)
    _numbers(query, ledger)
    _causality(query, leaves)
    _decisions(query, leaves)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _leaves(query: Query) -> list[dict[str, Any]]:
    """The log's leaves in order (I4)."""
    leaves = []
    rows = query("SELECT idx, leaf, leaf_hash FROM audit_leaves ORDER BY idx")
    for position, (idx, leaf, leaf_hash) in enumerate(rows):
        raw = bytes(leaf)
        content = json.loads(raw)
        if idx != position or content["idx"] != position:
            raise Violation(Harm.GAPS, f"leaf {idx} stands at {position}")
        if leaf_hash != _sha256(b"\x00" + raw):
            raise Violation(Harm.GAPS, f"leaf {idx} does not hash to what its row says")
        leaves.append({**content, "hash": bytes.fromhex(leaf_hash)})
    return leaves


def _log_is_whole(query: Query, leaves: list[dict[str, Any]]) -> None:
    """Exactly one leaf per accepted thing, none without it (I4)."""
    told = Counter(
        (leaf["type"], leaf["entity"], leaf["rev"], leaf["sha256"])
        for leaf in leaves
        if leaf["type"] in LEAF.values()
    )
    rows = [
        (LEAF[Kind.REVISION], f"inspections/{record}", rev, sha256)
        for record, rev, sha256 in query("SELECT inspection_id, rev, sha256 FROM revisions")
    ]
    rows += [
        (LEAF[Kind.FACT], f"facts/{fact}", 0, sha256)
        for fact, sha256 in query("SELECT fact_id, sha256 FROM facts")
    ]
    rows += [
        (LEAF[Kind.PHOTO], f"photos/{photo}", rev, sha256)
        for photo, rev, sha256 in query("SELECT id, rev, sha256 FROM photos WHERE state = 'stored'")
    ]
    for row in rows:
        if told[row] != 1:
            raise Violation(Harm.GAPS, f"{told[row]} leaves for {row}")
    if extra := set(told) - set(rows):
        raise Violation(Harm.GAPS, f"leaves without their rows: {sorted(extra)}")


def _witnessed(leaves: list[dict[str, Any]], query: Query, ledger: Ledger) -> None:
    """Every checkpoint of this epoch that a phone has seen is a state of this very log (I4)."""
    ((current,),) = query("SELECT max(epoch) FROM epochs")
    for epoch, size, root in ledger.checkpoints:
        if epoch != current:
            continue
        if size > len(leaves) or _root_of(leaves[:size]) != root:
            raise Violation(Harm.GAPS, f"the log does not contain checkpoint {size} of {epoch}")


def _root_of(leaves: list[dict[str, Any]]) -> str:
    return merkle.root([leaf["hash"] for leaf in leaves]).hex()


def _rows_of(query: Query, what: str, leaves: list[dict[str, Any]]) -> dict[tuple[str, str], bytes]:
    """Sealed bytes by key and hash: once each, hashing right, receipt and leaf agreeing."""
    if what == "inspections":
        rows = query("SELECT inspection_id, rev, sha256, sealed_bytes, receipt FROM revisions")
        keyed = [(f"inspections/{row[0]}/revs/{row[1]}", *row[2:]) for row in rows]
    else:
        rows = query("SELECT fact_id, sha256, sealed_bytes, receipt FROM facts")
        keyed = [(f"facts/{row[0]}", *row[1:]) for row in rows]
    held: dict[tuple[str, str], bytes] = {}
    for key, sha256, sealed, receipt in keyed:
        if (key, sha256) in held:
            raise Violation(Harm.DUPLICATED, f"{key} {sha256} is there twice")
        if _sha256(bytes(sealed)) != sha256:
            raise Violation(Harm.MISMATCHED, f"the bytes of {key} are not those of its hash")
        _receipt_fits(json.loads(bytes(receipt)), key, sha256, leaves)
        held[key, sha256] = bytes(sealed)
    return held


def _receipt_fits(
    receipt: dict[str, Any], key: str, sha256: str, leaves: list[dict[str, Any]]
) -> None:
    if (receipt["key"], receipt["sha256"]) != (key, sha256):
        raise Violation(Harm.MISMATCHED, f"the receipt kept for {key} is {receipt}")
    index = receipt["log_index"]
    if index >= len(leaves) or leaves[index]["sha256"] != sha256:
        raise Violation(Harm.GAPS, f"the receipt of {key} names leaf {index}, which is another")


def _photos(
    query: Query, folder: Path, leaves: list[dict[str, Any]]
) -> dict[tuple[str, str], bytes]:
    """Stored photos by key and hash, with the bytes on disk (I5)."""
    held: dict[tuple[str, str], bytes] = {}
    rows = query("SELECT id, sha256, size, receipt FROM photos WHERE state = 'stored'")
    for photo, sha256, size, receipt in rows:
        path = folder / "evidence" / sha256[:2] / sha256[2:4] / f"{sha256}-{photo}.bin"
        if not path.is_file():
            raise Violation(Harm.LOST, f"photo {photo} is stored and not on disk")
        data = path.read_bytes()
        if len(data) != size or _sha256(data) != sha256:
            raise Violation(Harm.MISMATCHED, f"the file of photo {photo} is not what was sealed")
        _receipt_fits(json.loads(bytes(receipt)), f"photos/{photo}", sha256, leaves)
        held[f"photos/{photo}", sha256] = data
    return held


def _line(line: Line, held: dict[tuple[str, str], bytes], ledger: Ledger) -> None:
    """No loss, nothing altered, nothing overwritten (I1, I5, I7)."""
    found = held.get((line.key, line.sha256))
    if found is not None and found != line.data:
        raise Violation(Harm.MISMATCHED, f"{line.key} is stored with other bytes")
    if found is None and ledger.required(line):
        raise Violation(Harm.LOST, f"{line.key} is not on the server")
    if found is not None and line.refused:
        raise Violation(Harm.OTHER, f"{line.key} should have been refused")


def _nothing_invented(ledger: Ledger, held: dict[Kind, dict[tuple[str, str], bytes]]) -> None:
    """Every row is something that a phone sealed."""
    sealed = {(line.key, line.sha256) for line in ledger.lines}
    for rows in held.values():
        if strange := set(rows) - sealed:
            raise Violation(Harm.MISMATCHED, f"nobody sealed {sorted(strange)}")


def _numbers(query: Query, ledger: Ledger) -> None:
    """Numbers of records are given once, and without gaps but those that a restore explains."""
    numbers = sorted(number for (number,) in query("SELECT number FROM inspections"))
    counted = [int(number.rpartition("-")[2]) for number in numbers]
    if len(set(counted)) != len(counted):
        raise Violation(Harm.DUPLICATED, f"numbers of records: {numbers}")
    if not ledger.restores and counted != list(range(1, len(counted) + 1)):
        raise Violation(Harm.GAPS, f"numbers of records: {numbers}")


def _causality(query: Query, leaves: list[dict[str, Any]]) -> None:
    """No photo before a revision of its record (I6)."""
    first: dict[str, int] = {}
    for leaf in leaves:
        if leaf["type"] == LEAF[Kind.REVISION]:
            first.setdefault(leaf["entity"], leaf["idx"])
    rows = query("SELECT id, inspection_id, log_index FROM photos WHERE state = 'stored'")
    for photo, record, index in rows:
        if first.get(f"inspections/{record}", len(leaves)) > index:
            raise Violation(Harm.OTHER, f"photo {photo} came before its record")


def _decisions(query: Query, leaves: list[dict[str, Any]]) -> None:
    """Nothing was decided before its photos were there or declared missing (I6)."""
    decided = {
        (leaf["entity"], leaf["rev"]): leaf["idx"]
        for leaf in leaves
        if leaf["type"] == "inspection.decided"
    }
    rows = query(
        "SELECT id, inspection_id, rev, state, log_index FROM photos WHERE on_branch = :no",
        no=False,
    )
    named = query("SELECT photo_id FROM facts WHERE photo_id IS NOT NULL")
    holes = {photo for (photo,) in named}
    for photo, record, rev, state, index in rows:
        at = decided.get((f"inspections/{record}", rev))
        late = state != "stored" or (at is not None and index > at)
        if at is not None and late and photo not in holes:
            raise Violation(Harm.OTHER, f"{record} was decided before photo {photo} was there")
