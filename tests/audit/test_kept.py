"""What the server alone cannot show, a phone's checkpoint and a receipt do.

Whoever cuts the log back to before its newest checkpoint, together with all that the cut leaves
told of, leaves a log that is right in itself.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.audit import tree
from app.audit.verifying import kept
from app.audit.verifying.broken import Broken
from app.audit.verifying.kept import NotOurs
from app.operations import verification
from tests.audit.growing import begin_epoch, grow, sign
from tests.audit.note_vectors import note
from tests.audit.tampered import tamper
from tests.phone import Phone

ENGLISH = {"LANG": "en_GB.UTF-8"}


@pytest.fixture
def cut(app: Flask, phone: Callable[..., Phone]) -> tuple[str, str]:
    """A log that was cut back; the checkpoint and the receipt that a phone kept from before."""
    officer = phone()
    sign()
    size = sign().size
    nodes = tree.position((tree.LOWEST, size >> tree.LOWEST))
    sealed = officer.record()
    receipt = officer.put(sealed).get_json()["receipt"]
    held = sign().note
    tamper(
        f"DELETE FROM checkpoints WHERE size > {size}",  # noqa: S608
        f"DELETE FROM audit_leaves WHERE idx >= {size}",  # noqa: S608
        f"DELETE FROM audit_nodes WHERE position >= {nodes}",  # noqa: S608
        "DELETE FROM revisions",
        "DELETE FROM inspections",
        "DELETE FROM chain_links",
    )
    return held, json.dumps(receipt)


def test_a_log_that_was_cut_back_is_right_in_itself(app: Flask, cut: tuple[str, str]) -> None:
    verification.verify()


def test_the_checkpoint_of_a_phone_shows_the_cut(app: Flask, cut: tuple[str, str]) -> None:
    with pytest.raises(Broken) as found:
        verification.verify([kept.read(cut[0], "phone")])

    assert found.value.where == "phone"


def test_a_receipt_shows_the_cut(app: Flask, cut: tuple[str, str]) -> None:
    with pytest.raises(Broken) as found:
        verification.verify([kept.read(cut[1], "receipt")])

    assert found.value.where == "receipt"


def test_what_was_put_in_the_place_of_the_cut_shows_too(
    app: Flask, cut: tuple[str, str], tmp_path: Path
) -> None:
    grow(30)
    sign()
    verification.verify()

    for text in cut:
        with pytest.raises(Broken) as found:
            verification.verify([kept.read(text, "phone")])
        assert found.value.where == "phone"


def test_what_was_kept_of_an_honest_log_agrees_with_it(
    app: Flask, phone: Callable[..., Phone], tmp_path: Path
) -> None:
    officer = phone()
    receipt = officer.put(officer.record()).get_json()["receipt"]
    files = [tmp_path / "phone.txt", tmp_path / "receipt.json", tmp_path / "sheet.txt"]
    files[0].write_text(sign().note)
    files[1].write_text(json.dumps(receipt))
    grow(9)
    files[2].write_text(sign().note)

    arguments = [part for file in files for part in ("--kept", str(file))]
    run = app.test_cli_runner().invoke(args=["audit", "verify", *arguments], env=ENGLISH)

    assert run.exit_code == 0, run.output


@pytest.mark.parametrize("text", ["", "{}", "[]", "no note", note(7), '{"server_sig": "AAAA"}'])
def test_what_this_server_never_signed_proves_nothing_against_it(
    app: Flask, tmp_path: Path, text: str
) -> None:
    with pytest.raises(NotOurs):
        kept.read(text, "somebody's")

    file = tmp_path / "kept.txt"
    file.write_text(text)
    run = app.test_cli_runner().invoke(args=["audit", "verify", "--kept", str(file)], env=ENGLISH)
    assert run.exit_code == 1
    assert "no checkpoint and no receipt" in run.output


def test_what_is_from_before_a_restore_is_told_apart(app: Flask, tmp_path: Path) -> None:
    grow()
    file = tmp_path / "kept.txt"
    file.write_text(sign().note)
    begin_epoch()

    run = app.test_cli_runner().invoke(args=["audit", "verify", "--kept", str(file)], env=ENGLISH)

    assert run.exit_code == 1
    assert "before a restore" in run.output
