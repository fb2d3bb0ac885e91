"""Sending a photo by tus, from wherever the server stands."""

from collections.abc import Generator

from tests.campaign.real.answers import Outcome, outcome
from tests.campaign.real.messages import Answer, Request, bearer, checksum, metadata
from tests.campaign.real.phone import Item, Phone

Steps = Generator[Request | None, Answer | None, Outcome]
CHUNKS = (400, 1_100, 4_000, 4_000)
ROUNDS = 12
"""A photo that needs more requests than this rests and begins again from HEAD."""


def send_photo(item: Item, phone: Phone) -> Steps:
    """HEAD, POST where the server knows no upload, PATCH until the receipt comes.

    An untried photo begins with its bytes: one request less where all goes well.
    """
    size = phone.draw.choice(CHUNKS)
    untried = item.tries == 0 and phone.draw.random() < 0.6
    request = _create(item, phone, size) if untried else _head(item, phone)
    for _round in range(ROUNDS):
        answer = yield request
        result = outcome(answer, item, phone.server_key)
        if answer is None or not answer.ours or result is Outcome.OK:
            return result
        if answer.status == 404 and request.method != "POST":
            request = _create(item, phone, size)
        elif _stands(answer):
            request = _patch(item, phone, answer.offset, size)
        else:
            return result
    return Outcome.RETRY


def _stands(answer: Answer) -> bool:
    """Whether the answer says where to go on."""
    return answer.status in (200, 201, 204, 409) and answer.offset >= 0


def _head(item: Item, phone: Phone) -> Request:
    return Request("HEAD", f"/api/v1/uploads/{item.id}", headers=_headers(phone, b""))


def _create(item: Item, phone: Phone, size: int) -> Request:
    data = item.line.data
    body = data[:size] if phone.draw.random() < 0.7 else b""
    named = {
        "photo_id": item.id,
        "inspection_id": item.line.record,
        "sha256": item.sha256,
        "mime": "image/jpeg",
    }
    headers = _headers(phone, body)
    headers |= {"Upload-Length": str(len(data)), "Upload-Metadata": metadata(named)}
    return Request("POST", "/api/v1/uploads", body, headers)


def _patch(item: Item, phone: Phone, offset: int, size: int) -> Request:
    body = item.line.data[offset : offset + size]
    headers = {**_headers(phone, body), "Upload-Offset": str(offset)}
    return Request("PATCH", f"/api/v1/uploads/{item.id}", body, headers)


def _headers(phone: Phone, body: bytes) -> dict[str, str]:
    headers = {**bearer(phone.ticket), "Tus-Resumable": "1.0.0"}
    headers["Content-Type"] = "application/offset+octet-stream"
    if body:
        headers["Upload-Checksum"] = checksum(body)
    return headers
