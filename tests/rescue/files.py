"""Making rescue files as phones export them."""

import io
import json
import zipfile
from typing import Any

import rfc8785

from tests.phone import Phone, Sealed, sha256

Entry = dict[str, Any]


class RescueFile:
    """What an officer exports; entries can be spoiled before it is packed."""

    def __init__(self, phone: Phone) -> None:
        """Begin an empty file."""
        self._phone = phone
        self.entries: list[Entry] = []
        self.parts: dict[str, bytes] = {}

    def sealed(self, *things: Sealed) -> "RescueFile":
        """Put records and facts in."""
        for thing in things:
            raw = rfc8785.dumps(thing)
            if thing["kind"] == "inspection":
                key = f"inspections/{thing['id']}/revs/{thing['rev']}"
                self._put(key, f"revs/{thing['id']}-{thing['rev']}.json", raw)
            else:
                self._put(f"facts/{thing['id']}", f"facts/{thing['id']}.json", raw)
        return self

    def photos(self, record: Sealed, *contents: bytes) -> "RescueFile":
        """Put the record's photos in, in their order."""
        for named, raw in zip(record["photos"], contents, strict=True):
            self._put(f"photos/{named['id']}", f"photos/{named['id']}.bin", raw)
        return self

    def packed(self, **index: object) -> bytes:
        """The ZIP; `index` replaces members of rescue.json."""
        told = {
            "fmt": 1,
            "device": self._phone.device_id,
            "exported_ms": 1_790_000_100_000,
            "app": "0.1.0",
            "items": self.entries,
            **index,
        }
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("rescue.json", json.dumps(told))
            for path, raw in self.parts.items():
                archive.writestr(path, raw)
        return packed.getvalue()

    def _put(self, key: str, path: str, raw: bytes) -> None:
        self.parts[path] = raw
        self.entries.append(
            {
                "key": key,
                "sha256": sha256(raw),
                "size": len(raw),
                "path": path,
                "person": str(self._phone.person_id),
            }
        )
