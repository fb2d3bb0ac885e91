"""Phones may sign what they seal; the server keeps the signature and says what it is worth."""

from collections.abc import Callable

import pytest
import rfc8785
from sqlalchemy import select

from app.core.encoding import to_base64url
from app.devices.rules import SignatureGrade
from app.extensions import db
from app.facts.models import Fact
from app.inspections.models import Revision
from tests.conftest import SignedIn
from tests.phone import Phone, Sealed
from tests.review.steps import page_of
from tests.signing import Signer

PHOTO = b"\xff\xd8 a picture"


@pytest.fixture
def signer(officer: Phone) -> Signer:
    """The key of the officer's phone, enrolled."""
    made = Signer()
    enrol(officer, made)
    return made


def enrol(phone: Phone, signer: Signer) -> None:
    """Sign in again, with this key."""
    body = {"device_id": phone.device_id, "label": "test", "public_key": signer.jwk}
    assert phone.client.post("/api/v1/devices", json=body).status_code == 201


def graded(phone: Phone, sealed: Sealed, header: dict[str, str]) -> tuple[str, list[str]]:
    """The grade that the row got, and the flags of the answer."""
    about_record = sealed["kind"] == "inspection"
    answer = (phone.put if about_record else phone.put_fact)(sealed, **header)
    assert answer.status_code == 201, answer.text
    table: type[Revision] | type[Fact] = Revision if about_record else Fact
    grades = select(table.signature_grade).order_by(table.id.desc())
    return db.session.scalars(grades).first() or "", answer.get_json()["flags"]


def test_a_right_signature_is_valid(officer: Phone, signer: Signer) -> None:
    record, fact = officer.record(PHOTO), officer.fact("suggestion", text="x")
    raw = rfc8785.dumps(record)
    header = signer.header(raw)

    assert graded(officer, record, header) == (SignatureGrade.VALID, [])
    assert graded(officer, fact, signer.header(rfc8785.dumps(fact))) == (SignatureGrade.VALID, [])
    kept = db.session.scalars(select(Revision)).one()
    assert kept.signature is not None
    assert header["X-Sig"] == f"ES256 {to_base64url(kept.signature)}"


def test_without_a_signature_nothing_is_odd(officer: Phone, signer: Signer) -> None:
    assert signer.jwk
    assert graded(officer, officer.record(PHOTO), {}) == (SignatureGrade.NONE, [])


def test_a_signature_that_nobody_can_check_is_kept_and_counts_as_none(officer: Phone) -> None:
    record = officer.record(PHOTO)

    grade = graded(officer, record, Signer().header(rfc8785.dumps(record)))

    assert grade == (SignatureGrade.NONE, [])
    kept = db.session.scalars(select(Revision)).one().signature
    assert kept is not None
    assert len(kept) == 64


@pytest.mark.parametrize(
    "header",
    ["ES256 AAAA", "ES256", "ES256 ***", "ES256 " + "A" * 500, "RS256 AAAA", "x", "ES256 中"],
)
def test_a_wrong_signature_is_flagged_and_the_record_taken(
    officer: Phone, signer: Signer, header: str
) -> None:
    assert signer.jwk

    grade = graded(officer, officer.record(PHOTO), {"X-Sig": header.encode().decode("latin-1")})

    assert grade == (SignatureGrade.INVALID, ["signature_invalid"])


def test_a_signature_of_other_bytes_or_another_key_is_invalid(
    officer: Phone, signer: Signer
) -> None:
    for key, of in ((signer, b"other"), (Signer(), None)):
        record = officer.record(PHOTO)
        header = key.header(of or rfc8785.dumps(record))
        assert graded(officer, record, header)[0] is SignatureGrade.INVALID


def test_what_was_signed_with_the_phones_key_before_its_last_is_still_valid(
    officer: Phone, signer: Signer
) -> None:
    enrol(officer, Signer())
    record = officer.record(PHOTO)

    assert graded(officer, record, signer.header(rfc8785.dumps(record)))[0] is SignatureGrade.VALID


def test_nobody_can_put_a_key_of_theirs_under_the_records_of_another(
    officer: Phone, signer: Signer, phone: Callable[..., Phone]
) -> None:
    stranger, key = phone(), Signer()
    stranger.device_id = officer.device_id
    enrol(stranger, key)
    record = officer.record(PHOTO)

    assert signer.jwk
    assert graded(officer, record, key.header(rfc8785.dumps(record)))[0] is SignatureGrade.INVALID


def test_the_desk_says_what_the_signature_is_worth(
    officer: Phone, signer: Signer, sign_in: Callable[..., SignedIn]
) -> None:
    leader = sign_in("leader")
    signed, plain, wrong = (officer.record(PHOTO) for _ in range(3))
    officer.put(signed, **signer.header(rfc8785.dumps(signed)))
    officer.put(plain)
    officer.put(wrong, **signer.header(b"other"))

    assert "The phone&#39;s signature is right" in page_of(leader, signed)
    assert "Without a phone&#39;s signature" in page_of(leader, plain)
    assert "signature does not match" in page_of(leader, wrong)
