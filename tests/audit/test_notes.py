"""Checkpoints are written and read as C2SP says; only the server's key makes one good."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.audit import notes
from app.audit.notes import Checkpoint, NoteForged, NoteMalformed
from app.core.encoding import from_base64url
from tests.audit import note_vectors

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "checkpoint.json").read_text())
KEY = from_base64url(VECTORS["key"])


def _cases(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["what"]) for case in VECTORS[kind]]


def test_the_vectors_are_what_the_script_writes() -> None:
    assert note_vectors.VECTORS.read_text() == note_vectors.text()


@pytest.mark.parametrize("case", _cases("good"))
def test_a_good_note_says_how_the_log_stood(case: dict[str, Any]) -> None:
    checkpoint = notes.verify(case["note"], KEY)

    assert notes.read(case["note"]) == checkpoint
    assert checkpoint == Checkpoint(
        size=case["size"],
        root=bytes.fromhex(case["root"]),
        epoch=case["epoch"],
        at_ms=case["time_ms"],
    )


@pytest.mark.parametrize("case", _cases("forged"))
def test_a_note_that_the_key_did_not_sign_is_forged(case: dict[str, Any]) -> None:
    notes.read(case["note"])

    with pytest.raises(NoteForged):
        notes.verify(case["note"], KEY)


@pytest.mark.parametrize("case", _cases("malformed"))
def test_anything_else_is_no_checkpoint(case: dict[str, Any]) -> None:
    with pytest.raises(NoteMalformed):
        notes.read(case["note"])
    with pytest.raises(NoteMalformed):
        notes.verify(case["note"], KEY)


def test_a_note_is_written_to_the_letter() -> None:
    expected = VECTORS["good"][0]
    checkpoint = notes.read(expected["note"])

    assert notes.write(checkpoint, sign=note_vectors.KEY.sign, public_key=KEY) == expected["note"]
