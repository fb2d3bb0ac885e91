"""A receipt is signed with the key of this installation; any change to it shows."""

import json

import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from flask import Flask

from app.audit import signing
from app.core.encoding import from_base64url

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
