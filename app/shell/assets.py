"""Where the built client files are, and one id for the shell they make up together."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import cast

from flask import current_app, url_for

ICONS = ("icon-192.png", "icon-512.png", "icon-maskable-512.png")


class BuildMissing(RuntimeError):
    """static/dist has no (complete) build of the client."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not built: run `node scripts/build.mjs` (or `make setup`)")


def static_root() -> Path:
    """The folder that /static serves."""
    return Path(cast(str, current_app.static_folder))


def _manifest() -> dict[str, str]:
    # Read each time (it is tiny): a developer rebuilds under a running server.
    path = static_root() / "dist" / "manifest.json"
    if not path.is_file():
        raise BuildMissing("static/dist/manifest.json")
    return cast(dict[str, str], json.loads(path.read_text(encoding="utf-8")))


def asset_path(name: str) -> Path:
    """The built file behind a plain name such as ``field.js``. Raises BuildMissing."""
    hashed = _manifest().get(name)
    if hashed is None:
        raise BuildMissing(name)
    return static_root() / "dist" / hashed


def asset_url(name: str) -> str:
    """The address of a built file, by its plain name such as ``desk.css``. Raises BuildMissing."""
    return url_for("static", filename=f"dist/{asset_path(name).name}")


def part_names(name: str) -> list[str]:
    """Plain names of what a built file loads by itself: code it shares, and its lazy parts."""
    stem = name.partition(".")[0]
    return sorted(plain for plain in _manifest() if plain.startswith(f"{stem}+"))


def icon_url(name: str) -> str:
    """The address of a drawn icon; it changes with its content."""
    digest = hashlib.sha256((static_root() / "icons" / name).read_bytes()).hexdigest()[:8]
    return url_for("static", filename=f"icons/{name}", v=digest)


def sprite() -> str:
    """Our icons as one hidden SVG, to be put into a page and used by ``<use href="#…">``."""
    return (static_root() / "icons" / "sprite.svg").read_text(encoding="utf-8")


@cache
def _template_bytes(folder: str) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(Path(folder).rglob("*.html")))


def build_id() -> str:
    """Twelve hex digits that change when anything of the shell changes."""
    digest = hashlib.sha256(json.dumps(_manifest(), sort_keys=True).encode())
    templates = Path(current_app.root_path) / cast(str, current_app.template_folder) / "shell"
    digest.update(_template_bytes(str(templates)))
    digest.update(sprite().encode())
    for icon in ICONS:
        digest.update((static_root() / "icons" / icon).read_bytes())
    return digest.hexdigest()[:12]


def rescue_build_id() -> str:
    """The same of the rescue page alone, which changes more rarely than the app."""
    files = [_manifest().get(name, "") for name in ("rescue.js", "rescue.css", "rescue-worker.js")]
    page = Path(current_app.root_path) / cast(str, current_app.template_folder) / "shell"
    digest = hashlib.sha256(json.dumps(files).encode())
    digest.update((page / "rescue.html").read_bytes())
    return digest.hexdigest()[:12]
