"""A phone made of Python: seals, sends and uploads as docs/protocol.md says."""

import base64
import hashlib
from typing import Any

import rfc8785
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.ids import uuid7

GENESIS = "0" * 64
CAPTURED_MS = 1_790_000_000_000
FIX = {
    "lat_e7": 350962520,
    "lon_e7": 1134270110,
    "acc_cm": 900,
    "fix_ms": CAPTURED_MS - 800,
    "age_ms": 800,
    "source": "browser",
}
VERDICT = {
    "engine": 1,
    "zones_version": GENESIS,
    "place": "uncertain",
    "open": True,
    "zone": "N08",
    "zone_version": 1,
    "distance_cm": -310,
    "probability_permille": 840,
}
Sealed = dict[str, Any]


def sha256(raw: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(raw).hexdigest()


def checksum(raw: bytes) -> str:
    """As Upload-Checksum writes it."""
    return "sha256 " + base64.b64encode(hashlib.sha256(raw).digest()).decode()


def metadata(**pairs: str) -> str:
    """As Upload-Metadata writes it."""
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())


class Phone:
    """One installation of the officer app, and its officer's upload ticket."""

    def __init__(self, client: FlaskClient, person_id: int, device_id: str, ticket: str) -> None:
        """Use `enrol`."""
        self.client = client
        self.person_id = person_id
        self.device_id = device_id
        self.ticket = ticket
        self.seq = 0
        self.prev = GENESIS

    @classmethod
    def enrol(cls, client: FlaskClient, person_id: int) -> "Phone":
        """Make the phone known while its officer is signed in."""
        device_id = uuid7()
        answer = client.post("/api/v1/devices", json={"device_id": device_id, "label": "test"})
        assert answer.status_code == 201, answer.text
        return cls(client, person_id, device_id, answer.get_json()["ticket"])

    @property
    def authorization(self) -> dict[str, str]:
        """The ticket as a header."""
        return {"Authorization": f"Bearer {self.ticket}"}

    def record(self, *photos: bytes, **changes: object) -> Sealed:
        """A well-formed revision that names these photos; `changes` replaces members."""
        self.seq += 1
        sealed: Sealed = {
            "fmt": 1,
            "kind": "inspection",
            "id": uuid7(),
            "rev": 1,
            "device": self.device_id,
            "seq": self.seq,
            "prev": self.prev,
            "officers": [str(self.person_id)],
            "type": "zone_rule_breach",
            "outcome": "persuaded_corrected",
            "law_version": GENESIS,
            "note": "",
            "captured_ms": CAPTURED_MS,
            "sealed_ms": CAPTURED_MS + 4_000,
            "clock": {
                "wall_ms": CAPTURED_MS,
                "mono_ms": 1,
                "boot_id": "boot",
                "srv_offset_ms": 40,
                "srv_offset_age_s": 3,
            },
            "fix": dict(FIX),
            "verdict": dict(VERDICT),
            "photos": [self.photo(raw) for raw in photos],
            "app": "0.1.0",
        }
        sealed.update(changes)
        self.prev = sha256(rfc8785.dumps(sealed))
        return sealed

    def correct(
        self,
        sealed: Sealed,
        *new_photos: bytes,
        struck: dict[str, str] | None = None,
        **changes: object,
    ) -> Sealed:
        """The next revision of a returned record; `struck` says why by photo id."""
        named = {
            "id": sealed["id"],
            "rev": sealed["rev"] + 1,
            "officers": sealed["officers"],
            "type": sealed["type"],
            "outcome": sealed["outcome"],
            "note": sealed["note"],
            "photos": [*sealed["photos"], *(self.photo(raw) for raw in new_photos)],
            "corrects": {"rev": sealed["rev"], "sha256": sha256(rfc8785.dumps(sealed))},
            "struck": [{"id": id_, "reason": why} for id_, why in (struck or {}).items()],
        }
        return self.record(**{**named, **changes})

    def fact(self, kind: str, **members: object) -> Sealed:
        """A well-formed fact of this kind; `members` adds what it says, or replaces."""
        self.seq += 1
        sealed: Sealed = {
            "fmt": 1,
            "kind": kind,
            "id": uuid7(),
            "device": self.device_id,
            "seq": self.seq,
            "prev": self.prev,
            "person": str(self.person_id),
            "sealed_ms": CAPTURED_MS + 9_000,
            "clock": {"wall_ms": CAPTURED_MS, "mono_ms": 1, "boot_id": "boot"},
        }
        sealed.update(members)
        self.prev = sha256(rfc8785.dumps(sealed))
        return sealed

    def put_fact(self, sealed: Sealed, **headers: str) -> TestResponse:
        """Send a fact."""
        raw = rfc8785.dumps(sealed)
        return self.client.put(
            f"/api/v1/facts/{sealed['id']}",
            data=raw,
            headers={**self.authorization, "Content-SHA256": sha256(raw), **headers},
        )

    @staticmethod
    def photo(raw: bytes) -> Sealed:
        """How a revision names a photo."""
        return {
            "id": uuid7(),
            "sha256": sha256(raw),
            "size": len(raw),
            "mime": "image/jpeg",
            "captured_ms": CAPTURED_MS,
            "mono_ms": 1,
            "method": "viewfinder",
            "fix": dict(FIX),
        }

    def put(self, sealed: Sealed, **headers: str) -> TestResponse:
        """Send a revision; a correction names the head that it was made on."""
        if "corrects" in sealed:
            headers.setdefault("If-Match", f'"{sealed["corrects"]["sha256"]}"')
        return self.put_bytes(rfc8785.dumps(sealed), sealed["id"], sealed["rev"], **headers)

    def put_bytes(self, raw: bytes, inspection_id: str, rev: int, **headers: str) -> TestResponse:
        """Send these very bytes as a revision."""
        return self.client.put(
            f"/api/v1/inspections/{inspection_id}/revs/{rev}",
            data=raw,
            headers={**self.authorization, "Content-SHA256": sha256(raw), **headers},
        )

    def heartbeat(self, **members: object) -> TestResponse:
        """Say how the phone is; `members` replaces or adds."""
        pending = dict.fromkeys(("revs", "photos", "facts", "quarantined", "damaged"), 0)
        said = {"app": "0.1.0", "pending": pending, "max_seq": self.seq, **members}
        return self.client.post("/api/v1/heartbeat", json=said, headers=self.authorization)

    def status(self, *items: tuple[str, str]) -> TestResponse:
        """Ask what the server has of these keys and hashes."""
        asked = [{"key": key, "sha256": digest} for key, digest in items]
        return self.client.post("/api/v1/status", json={"items": asked}, headers=self.authorization)

    def rescue(self, file: bytes) -> TestResponse:
        """Bring a rescue file (tests/rescue/files.py) with this phone's ticket."""
        return self.client.post("/api/v1/rescue", data=file, headers=self.authorization)

    def tus(self, method: str, path: str, body: bytes = b"", **headers: str) -> TestResponse:
        """An upload request; header names are given with underscores."""
        sent = {**self.authorization, "Tus-Resumable": "1.0.0"}
        if body:
            sent["Upload-Checksum"] = checksum(body)
            sent["Content-Type"] = "application/offset+octet-stream"
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.client.open(f"/api/v1{path}", method=method, data=body, headers=sent)

    def create(self, sealed: Sealed, position: int = 0, body: bytes = b"") -> TestResponse:
        """Begin the upload of the record's photo at this position."""
        photo = sealed["photos"][position]
        return self.tus(
            "POST",
            "/uploads",
            body,
            Upload_Length=str(photo["size"]),
            Upload_Metadata=metadata(
                photo_id=photo["id"],
                inspection_id=sealed["id"],
                sha256=photo["sha256"],
                mime=photo["mime"],
            ),
        )

    def patch(self, photo_id: str, offset: int, body: bytes, **headers: str) -> TestResponse:
        """Append a chunk."""
        return self.tus("PATCH", f"/uploads/{photo_id}", body, Upload_Offset=str(offset), **headers)

    def head(self, photo_id: str) -> TestResponse:
        """Ask how far an upload is."""
        return self.tus("HEAD", f"/uploads/{photo_id}")

    def deliver(self, *photos: bytes, **changes: object) -> Sealed:
        """Send a record and all its photos; returns what was sealed."""
        sealed = self.record(*photos, **changes)
        assert self.put(sealed).status_code == 201
        for position, raw in enumerate(photos):
            answer = self.create(sealed, position, raw)
            assert answer.status_code == 201, answer.text
            assert "X-WZ-Receipt" in answer.headers
        return sealed
