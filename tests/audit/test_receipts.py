"""A receipt is signed with the key of this installation; any change to it shows."""

import json

import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from flask import Flask

from app.audit import receipts, signing
from app.core.encoding import from_base64url
from tests.audit.growing import begin_epoch

FIELDS: dict[str, str | int] = {"kind": "rev", "key": "inspections/x/revs/1", "log_index": 4}


def _public_key() -> bytes:
    return from_base64url(signing.public_key())


def test_a_receipt_verifies_with_the_public_key_that_phones_get(app: Flask) -> None:
    receipt = json.loads(signing.sign_receipt(FIELDS))

    signing.verify_receipt(receipt, _public_key())


def test_a_receipt_says_its_version_and_algorithm(app: Flask) -> None:
    receipt = json.loads(signing.sign_receipt(FIELDS))

    signature = receipt.pop("server_sig")

    assert receipt == {"v": 1, **FIELDS, "alg": "Ed25519"}
    assert len(from_base64url(signature)) == 64


def test_a_receipt_is_canonical_json(app: Flask) -> None:
    receipt = signing.sign_receipt(FIELDS)

    assert receipt == rfc8785.dumps(json.loads(receipt))


def test_the_same_facts_have_the_same_receipt(app: Flask) -> None:
    assert signing.sign_receipt(FIELDS) == signing.sign_receipt(FIELDS)


@pytest.mark.parametrize(
    ("name", "value"), [("log_index", 5), ("key", "inspections/x/revs/2"), ("added", "later")]
)
def test_a_changed_receipt_is_not_ours(app: Flask, name: str, value: str | int) -> None:
    receipt = json.loads(signing.sign_receipt(FIELDS))

    with pytest.raises(InvalidSignature):
        signing.verify_receipt({**receipt, name: value}, _public_key())


def test_the_receipt_of_another_server_is_not_ours(app: Flask) -> None:
    receipt = json.loads(signing.sign_receipt(FIELDS))
    path = signing.key_path(app.config["DATA_DIR"])
    path.unlink()
    signing.make_key(app.config["DATA_DIR"])
    app.extensions.pop("receipt_key")

    with pytest.raises(InvalidSignature):
        signing.verify_receipt(receipt, _public_key())


def test_without_its_key_the_server_signs_nothing(app: Flask) -> None:
    signing.key_path(app.config["DATA_DIR"]).unlink()

    with pytest.raises(signing.NoReceiptKey):
        signing.sign_receipt(FIELDS)


def test_a_receipt_of_this_epoch_is_given_out_as_it_was_signed(app: Flask) -> None:
    stored = signing.sign_receipt({**FIELDS, "epoch": 1})

    assert receipts.current(stored) == stored


def test_after_a_restore_a_receipt_is_signed_again_for_the_new_epoch(app: Flask) -> None:
    stored = signing.sign_receipt({**FIELDS, "epoch": 1})
    begin_epoch()

    receipt = json.loads(receipts.current(stored))

    signing.verify_receipt(receipt, _public_key())
    before = json.loads(stored)
    assert receipt.pop("server_sig") != before.pop("server_sig")
    assert receipt == {**before, "epoch": 2}
