"""Whoever may read the log can check it; phones get receipts of the present epoch."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.audit import merkle, notes, signing
from app.core.encoding import from_base64url
from tests.audit.growing import begin_epoch, grow, sign
from tests.audit.leaves import leaves
from tests.conftest import SignedIn
from tests.phone import Phone, Sealed
from tests.sync.photo import PHOTO

SignIn = Callable[..., SignedIn]


def _hashes(digits: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in digits]


@pytest.mark.parametrize("role", ["leader", "reviewer", "admin"])
def test_a_leaf_of_a_receipt_is_proved_to_be_in_the_log(
    phone: Callable[..., Phone], sign_in: SignIn, role: str
) -> None:
    phone().deliver(PHOTO)
    grow(9)
    client = sign_in(role)
    sign()
    index = next(leaf["idx"] for leaf in leaves() if leaf["type"] == "photo.stored")

    proof = client.get(f"/api/v1/audit/inclusion/{index}").get_json()

    said = notes.verify(proof["checkpoint"], signing.raw_public_key())
    assert (proof["idx"], proof["size"]) == (index, said.size)
    leaf = bytes.fromhex(proof["leaf_hash"])
    assert merkle.proves_inclusion(
        leaf, index, said.size, proof=_hashes(proof["proof"]), root=said.root
    )


def test_two_sizes_of_the_log_are_proved_to_be_one_log(sign_in: SignIn) -> None:
    client = sign_in("admin")
    grow(3)
    sign()
    grow(30)
    size = sign().size

    told = client.get(f"/api/v1/audit/consistency?from=2&to={size}").get_json()

    assert (told["from"], told["to"]) == (2, size)
    assert merkle.proves_consistency(
        2,
        size,
        proof=_hashes(told["proof"]),
        old_root=bytes.fromhex(told["from_root"]),
        new_root=bytes.fromhex(told["to_root"]),
    )


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("inclusion/9999", 404, "proof_unknown"),
        ("consistency?from=1&to=9999", 404, "proof_unknown"),
        ("consistency?from=2&to=1", 404, "proof_unknown"),
        ("consistency?from=0&to=1", 400, "bad_request"),
        ("consistency?from=1", 400, "bad_request"),
        (f"inclusion/{10**20}", 400, "bad_request"),
    ],
)
def test_what_is_not_in_the_log_has_no_proof(
    sign_in: SignIn, path: str, status: int, code: str
) -> None:
    client = sign_in("admin")
    sign()

    answer = client.get(f"/api/v1/audit/{path}")

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


@pytest.mark.parametrize("role", ["officer", "auxiliary"])
def test_officers_read_no_log(sign_in: SignIn, role: str) -> None:
    assert sign_in(role).get("/api/v1/audit/inclusion/0").status_code == 403


def test_hello_tells_strangers_the_newest_checkpoint(client: FlaskClient) -> None:
    assert client.get("/api/v1/hello").get_json()["checkpoint"] == ""
    grow()
    note = sign().note

    assert client.get("/api/v1/hello").get_json()["checkpoint"] == note


def test_a_heartbeat_proves_that_the_log_of_the_phone_has_only_grown(officer: Phone) -> None:
    first = sign()
    grow(12)
    newest = sign()

    told = officer.heartbeat(checkpoint=first.note).get_json()

    kept, offered = notes.read(first.note), notes.read(told["checkpoint"])
    assert told["checkpoint"] == newest.note
    assert merkle.proves_consistency(
        kept.size,
        offered.size,
        proof=_hashes(told["consistency"]),
        old_root=kept.root,
        new_root=offered.root,
    )


def test_after_a_restore_every_answer_names_the_new_epoch(officer: Phone) -> None:
    """A phone would otherwise never purge what the server has, or send it for ever."""
    sealed, fact = officer.deliver(PHOTO), officer.fact("suggestion", text="More light")
    photo = sealed["photos"][0]
    before = officer.put(sealed).get_json()["receipt"], officer.put_fact(fact).get_json()["receipt"]
    begin_epoch()

    after = officer.put(sealed).get_json()["receipt"], officer.put_fact(fact).get_json()["receipt"]
    head = officer.head(photo["id"]).headers["X-WZ-Receipt"]
    held = json.loads(from_base64url(head))

    for old, new in zip(before, after, strict=True):
        assert {**old, "epoch": 2, "server_sig": new["server_sig"]} == new
    for receipt in (*after, held):
        assert receipt["epoch"] == 2
        signing.verify_receipt(receipt, signing.raw_public_key())
    assert _of_status(officer, sealed, fact) == [*after, held]


def _of_status(officer: Phone, sealed: Sealed, fact: Sealed) -> list[dict[str, object]]:
    photo = sealed["photos"][0]
    revision = officer.put(sealed).get_json()["receipt"]
    known = officer.put_fact(fact).get_json()["receipt"]
    told = officer.status(
        (revision["key"], revision["sha256"]),
        (known["key"], known["sha256"]),
        (f"photos/{photo['id']}", photo["sha256"]),
    )
    return [item["receipt"] for item in told.get_json()["items"]]
