"""RFC 9162 §2.1 read word for word: recursive, over lists of leaves, sharing no code with the app.

`python -m tests.audit.rfc9162` writes `tests/vectors/merkle.json` anew.
"""

import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[1] / "vectors" / "merkle.json"

# The leaves that Certificate Transparency's own libraries test with.
CT_LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    bytes.fromhex("2021"),
    bytes.fromhex("3031"),
    bytes.fromhex("40414243"),
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""Published roots over them: they say that this oracle reads the RFC as others do."""

LEAVES = [*CT_LEAVES, *(f'{{"idx":{number}}}'.encode() for number in range(8, 21))]
HUGE = (2**31, 2**31 + 1, 2**32 + 7, 2**33 + 5)
"""Sizes that do not fit 32 bits, for trees whose leaves are all alike."""
SAME = hashlib.sha256(b"\x00same").digest()


def mth(leaves: Sequence[bytes]) -> bytes:
    """MTH(D_n)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = _k(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D_n)."""
    if len(leaves) == 1:
        return []
    k = _k(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def proof(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D_n)."""
    return _subproof(m, leaves, known=True)


def _subproof(m: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if known else [mth(leaves)]
    k = _k(len(leaves))
    if m <= k:
        return [*_subproof(m, leaves[:k], known=known), mth(leaves[k:])]
    return [*_subproof(m - k, leaves[k:], known=False), mth(leaves[:k])]


@functools.cache
def same_mth(n: int) -> bytes:
    """MTH of n leaves that are all alike."""
    if n == 1:
        return SAME
    k = _k(n)
    return hashlib.sha256(b"\x01" + same_mth(k) + same_mth(n - k)).digest()


def same_path(m: int, n: int) -> list[bytes]:
    """PATH among leaves that are all alike."""
    if n == 1:
        return []
    k = _k(n)
    if m < k:
        return [*same_path(m, k), same_mth(n - k)]
    return [*same_path(m - k, n - k), same_mth(k)]


def same_proof(m: int, n: int, *, known: bool = True) -> list[bytes]:
    """PROOF among leaves that are all alike."""
    if m == n:
        return [] if known else [same_mth(n)]
    k = _k(n)
    if m <= k:
        return [*same_proof(m, k, known=known), same_mth(n - k)]
    return [*same_proof(m - k, n - k, known=False), same_mth(k)]


def _k(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def inclusion(index: int, size: int) -> dict[str, Any]:
    """One case: leaf `index` of the first `size` leaves."""
    return {
        "index": index,
        "size": size,
        "leaf_hash": hashlib.sha256(b"\x00" + LEAVES[index]).hexdigest(),
        "proof": [each.hex() for each in path(index, LEAVES[:size])],
        "root": mth(LEAVES[:size]).hex(),
    }


def consistency(old: int, new: int) -> dict[str, Any]:
    """One case: the first `new` leaves begin with the first `old`."""
    return {
        "from": old,
        "to": new,
        "proof": [each.hex() for each in proof(old, LEAVES[:new])],
        "from_root": mth(LEAVES[:old]).hex(),
        "to_root": mth(LEAVES[:new]).hex(),
    }


def huge_inclusion(index: int, size: int) -> dict[str, Any]:
    """One case in a tree of leaves that are all alike."""
    hashes = [each.hex() for each in same_path(index, size)]
    said = {"index": index, "size": size, "leaf_hash": SAME.hex()}
    return {**said, "proof": hashes, "root": same_mth(size).hex()}


def huge_consistency(old: int, new: int) -> dict[str, Any]:
    """One case in a tree of leaves that are all alike."""
    hashes = [each.hex() for each in same_proof(old, new)]
    roots = {"from_root": same_mth(old).hex(), "to_root": same_mth(new).hex()}
    return {"from": old, "to": new, "proof": hashes, **roots}


def vectors() -> dict[str, Any]:
    """The content of `tests/vectors/merkle.json`."""
    sizes = range(1, len(LEAVES) + 1)
    some = [1, 2, 3, 4, 5, 6, 7, 8, 11, 16, 17, 21]
    return {
        "about": "RFC 9162 Merkle trees. leaves: hex. roots: of the first 0, 1, 2 … leaves. Every "
        "inclusion and consistency case holds; the last ones are of trees whose leaves are all "
        "alike and whose sizes do not fit 32 bits. Made by tests/audit/rfc9162.py; "
        "app/audit/merkle.py and static/src/domain/merkle.ts answer them alike.",
        "leaves": [leaf.hex() for leaf in LEAVES],
        "roots": [mth(LEAVES[:size]).hex() for size in (0, *sizes)],
        "inclusion": [
            *(inclusion(index, size) for size in some for index in range(size)),
            *(huge_inclusion(index, n) for n in HUGE for index in (0, n // 3, n - 2, n - 1)),
        ],
        "consistency": [
            *(consistency(old, new) for new in some for old in range(1, new + 1)),
            *(huge_consistency(old, n) for n in HUGE for old in (1, 2**30, n // 3, n - 1, n)),
        ],
    }


def text() -> str:
    """`vectors` as the file holds them: one case a line."""
    content = vectors()
    members = []
    for name, value in content.items():
        if isinstance(value, list):
            lines = ",\n".join(f"    {json.dumps(each)}" for each in value)
            members.append(f"  {json.dumps(name)}: [\n{lines}\n  ]")
        else:
            members.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(members) + "\n}\n"


if __name__ == "__main__":
    VECTORS.write_text(text(), encoding="utf-8")
