"""Requests and answers as they cross the wire."""

import base64
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request of a phone or of the desk."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    """What Content-Length says, where it is not the truth."""

    def shortened(self, length: int) -> "Request":
        """The connection broke after so many bytes of the body."""
        return replace(self, body=self.body[:length], length=len(self.body))

    def flipped(self, bit: int) -> "Request":
        """One bit of the body arrives changed."""
        body = bytearray(self.body)
        body[bit // 8] ^= 1 << bit % 8
        return replace(self, body=bytes(body))


@dataclass(frozen=True)
class Answer:
    """What came back; headers by lower-case name."""

    status: int
    headers: dict[str, str]
    body: bytes = b""

    @property
    def ours(self) -> bool:
        """Whether it says that it comes from our server."""
        return self.headers.get("x-wz-api") == "1"

    @property
    def content(self) -> dict[str, Any]:
        """The JSON object in it; empty where there is none."""
        if not self.body or "json" not in self.headers.get("content-type", ""):
            return {}
        found = json.loads(self.body)
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.content.get("code", ""))

    @property
    def offset(self) -> int:
        """Where an upload stands; -1 when the answer does not say."""
        return int(self.headers.get("upload-offset", "-1"))

    @property
    def receipt(self) -> dict[str, Any]:
        """The receipt in it; empty where there is none."""
        if text := self.headers.get("x-wz-receipt"):
            found: dict[str, Any] = json.loads(from_base64url(text))
            return found
        return dict(self.content.get("receipt", {}))


def from_base64url(text: str) -> bytes:
    """Without padding, as receipts are written."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def bearer(ticket: str) -> dict[str, str]:
    """The header that an upload ticket travels in."""
    return {"Authorization": f"Bearer {ticket}"}


def checksum(data: bytes) -> str:
    """As tus writes it."""
    return "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode()


def metadata(pairs: dict[str, str]) -> str:
    """As tus writes it."""
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in pairs.items()
    )
