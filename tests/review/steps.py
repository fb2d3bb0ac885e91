"""What a supervisor does at the desk, as one call each."""

from werkzeug.test import TestResponse

from app.extensions import db
from app.inspections.models import Inspection
from tests.conftest import SignedIn
from tests.phone import Sealed


def record_of(sealed: Sealed) -> Inspection:
    """The row behind what was sealed."""
    found = db.session.get(Inspection, sealed["id"], populate_existing=True)
    assert found is not None
    return found


def approve(client: SignedIn, record: Inspection, **changes: str) -> int:
    """Press the button; returns the status of the answer."""
    form = {"decision": "approve", "rev": str(record.head_rev), "sha256": record.head_sha256}
    return client.post(
        f"/r/inspections/{record.id}/decisions", data={**form, **changes}
    ).status_code


def send_back(
    client: SignedIn, record: Inspection, *reasons: str, text: str = "", **changes: str
) -> TestResponse:
    """Return the record with these reasons."""
    form = {"decision": "return", "rev": str(record.head_rev), "sha256": record.head_sha256}
    return client.post(
        f"/r/inspections/{record.id}/decisions",
        data={**form, "reason": list(reasons), "text": text, **changes},
    )


def page_of(client: SignedIn, sealed: Sealed) -> str:
    """The record's page in English."""
    client.set_cookie("wz_lang", "en")
    return client.get(f"/r/inspections/{sealed['id']}").text
