"""Raw requests to a live server, in the name of officer1's phone."""

import json
import socket
import urllib.error
import urllib.request
from typing import Any

import rfc8785

from tests.live_server import DEMO_PASSWORD, LiveServer
from tests.phone import Phone, Sealed, checksum, metadata, sha256

Answer = tuple[int, dict[str, str], bytes]


class Wire:
    """Raw requests to the live server, in the name of officer1's phone."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        device_id = "0199bbbb-0000-7000-8000-000000000001"
        credentials = {"username": "officer1", "password": DEMO_PASSWORD}
        status, headers, _ = self.send("POST", "/session", json.dumps(credentials).encode())
        assert status == 201
        cookie = headers["set-cookie"].split(";")[0]
        body = json.dumps({"device_id": device_id, "label": "wire"}).encode()
        status, _, answer = self.send("POST", "/devices", body, Cookie=cookie)
        assert status == 201
        enrolled: dict[str, Any] = json.loads(answer)
        self.ticket = enrolled["ticket"]
        # Only its sealing is used here; the requests are ours.
        self.phone = Phone(None, int(enrolled["person"]["id"]), device_id, self.ticket)  # type: ignore[arg-type]

    def send(self, method: str, path: str, body: bytes, **headers: str) -> Answer:
        """One request, whatever it answers."""
        sent = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        request = urllib.request.Request(  # noqa: S310 (our own http address)
            f"{self.server.url}/api/v1{path}", data=body, method=method, headers=sent
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, _lower(answer.headers), answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, _lower(answer.headers), answer.read()

    def put(self, sealed: Sealed) -> Answer:
        raw = rfc8785.dumps(sealed)
        path = f"/inspections/{sealed['id']}/revs/1"
        return self.send("PUT", path, raw, Content_SHA256=sha256(raw), **self._ticket())

    def upload(self, method: str, path: str, body: bytes, **headers: str) -> Answer:
        sent = {"Tus_Resumable": "1.0.0", **self._ticket(), **headers}
        sent["Content_Type"] = "application/offset+octet-stream"
        if body:
            sent["Upload_Checksum"] = checksum(body)
        return self.send(method, path, body, **sent)

    def create(self, sealed: Sealed, body: bytes) -> Answer:
        photo = sealed["photos"][0]
        named = metadata(
            photo_id=photo["id"],
            inspection_id=sealed["id"],
            sha256=photo["sha256"],
            mime=photo["mime"],
        )
        return self.upload(
            "POST", "/uploads", body, Upload_Length=str(photo["size"]), Upload_Metadata=named
        )

    def torn(self, head: str, body: bytes) -> bytes:
        """Send a request whose body is shorter than it says, and hang up the sending side."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as wire:
            wire.sendall(head.encode() + body)
            wire.shutdown(socket.SHUT_WR)
            received = b""
            while block := wire.recv(65536):
                received += block
        return received

    def _ticket(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.ticket}"}


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
