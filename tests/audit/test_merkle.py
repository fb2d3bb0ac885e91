"""Roots and proofs are those of RFC 9162; a proof that was touched anywhere proves nothing."""

import json
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.audit import merkle
from app.audit.merkle import Node, Span
from tests.audit import rfc9162

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "merkle.json").read_text())
SIZES = 70
LEAVES = [number.to_bytes(2) for number in range(SIZES)]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]


def _subtree(node: Node) -> bytes:
    level, place = node
    return rfc9162.mth(LEAVES[place << level : (place + 1) << level])


def _hashes(spans: Sequence[Span]) -> list[bytes]:
    """What a proof over these runs holds, from complete subtrees only."""
    return [merkle.root_of([_subtree(node) for node in merkle.cover(span)]) for span in spans]


def _proof(case: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(each) for each in case["proof"]]


def _includes(case: dict[str, Any]) -> bool:
    return merkle.proves_inclusion(
        bytes.fromhex(case["leaf_hash"]),
        case["index"],
        case["size"],
        proof=_proof(case),
        root=bytes.fromhex(case["root"]),
    )


def _grows(case: dict[str, Any]) -> bool:
    return merkle.proves_consistency(
        case["from"],
        case["to"],
        proof=_proof(case),
        old_root=bytes.fromhex(case["from_root"]),
        new_root=bytes.fromhex(case["to_root"]),
    )


def test_the_oracle_reads_the_rfc_as_certificate_transparency_does() -> None:
    for size, root in rfc9162.CT_ROOTS.items():
        assert rfc9162.mth(rfc9162.CT_LEAVES[:size]).hex() == root


def test_the_vectors_are_what_the_oracle_says() -> None:
    assert rfc9162.VECTORS.read_text() == rfc9162.text()


def test_every_proof_of_the_vectors_holds() -> None:
    assert all(_includes(case) for case in VECTORS["inclusion"])
    assert all(_grows(case) for case in VECTORS["consistency"])


def test_roots_are_those_of_the_rfc_however_far_the_tree_has_grown() -> None:
    frontier = merkle.Frontier()
    assert frontier.root() == rfc9162.mth([])

    for size, leaf in enumerate(HASHES, 1):
        frontier.append(leaf)

        assert frontier.root() == rfc9162.mth(LEAVES[:size])
        assert _hashes([(0, size)]) == [frontier.root()]


def test_a_growing_tree_names_each_subtree_that_a_leaf_completes() -> None:
    frontier = merkle.Frontier()

    for index, leaf in enumerate(HASHES):
        made = frontier.append(leaf)

        level_above = len(made)
        assert made == [_subtree((level, index >> level)) for level in range(level_above)]
        assert (index + 1) % (1 << level_above)  # no further one ends here


def test_a_tree_goes_on_from_what_was_kept_of_it() -> None:
    for size in range(SIZES):
        kept = [_subtree(node) for node in merkle.cover((0, size))]
        frontier = merkle.Frontier(size, kept)

        for leaf in HASHES[size:]:
            frontier.append(leaf)

        assert frontier.root() == rfc9162.mth(LEAVES)


def test_a_run_is_covered_once_by_complete_subtrees() -> None:
    for size in range(1, SIZES):
        ends = [((place + 1) << level) for level, place in merkle.cover((0, size))]
        starts = [(place << level) for level, place in merkle.cover((0, size))]

        assert [0, *ends[:-1]] == starts
        assert ends[-1] == size
        assert all(above > below for (above, _), (below, _) in pairwise(merkle.cover((0, size))))


def test_inclusion_is_proved_with_the_hashes_of_the_rfc() -> None:
    for size in range(1, SIZES):
        root = rfc9162.mth(LEAVES[:size])
        for index in range(size):
            proof = _hashes(merkle.inclusion_spans(index, size))

            assert proof == rfc9162.path(index, LEAVES[:size])
            assert merkle.proves_inclusion(HASHES[index], index, size, proof=proof, root=root)


def test_consistency_is_proved_with_the_hashes_of_the_rfc() -> None:
    for new in range(1, SIZES):
        for old in range(1, new + 1):
            proof = _hashes(merkle.consistency_spans(old, new))

            assert proof == rfc9162.proof(old, LEAVES[:new])
            assert merkle.proves_consistency(
                old,
                new,
                proof=proof,
                old_root=rfc9162.mth(LEAVES[:old]),
                new_root=rfc9162.mth(LEAVES[:new]),
            )


def test_a_touched_proof_proves_nothing() -> None:
    seed = random.SystemRandom().randrange(2**32)
    luck = random.Random(seed)
    for case in [*VECTORS["inclusion"], *VECTORS["consistency"]]:
        holds = _includes if "index" in case else _grows
        for changed in _touched(case, luck):
            assert not holds(changed), f"random.Random({seed}): {changed}"


def _touched(case: dict[str, Any], luck: random.Random) -> list[dict[str, Any]]:
    """The same case with one thing wrong."""
    proof = case["proof"]
    roots = ("leaf_hash", "root") if "index" in case else ("from_root", "to_root")
    changed = [{**case, name: _flip(case[name], luck)} for name in roots]
    changed.append({**case, "proof": [*proof, "00" * 32]})
    if proof:
        at = luck.randrange(len(proof))
        flipped = [*proof[:at], _flip(proof[at], luck), *proof[at + 1 :]]
        changed.append({**case, "proof": flipped})
        changed.append({**case, "proof": proof[:at] + proof[at + 1 :]})
    if len(proof) > 1 and len(set(proof[:2])) == 2:
        changed.append({**case, "proof": [proof[1], proof[0], *proof[2:]]})
    return changed


def _flip(digits: str, luck: random.Random) -> str:
    bit = 1 << luck.randrange(256)
    return (int(digits, 16) ^ bit).to_bytes(32).hex()


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_leaf_beyond_the_tree_is_in_it(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_spans(index, size)
    assert not merkle.proves_inclusion(HASHES[0], index, size, proof=[], root=HASHES[0])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (0, 0)])
def test_a_log_grows_from_at_least_one_leaf_and_never_shrinks(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="does not grow"):
        merkle.consistency_spans(old, new)
    assert not merkle.proves_consistency(old, new, proof=[], old_root=HASHES[0], new_root=HASHES[0])


def test_a_leaf_never_passes_for_a_node() -> None:
    """Without the prefixes, a leaf made of two hashes would have the hash of their parent."""
    pair = HASHES[0] + HASHES[1]

    assert merkle.leaf_hash(pair) != merkle.node_hash(HASHES[0], HASHES[1])
