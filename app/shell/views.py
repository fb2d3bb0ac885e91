"""The officer app's page, manifest and service worker: static for everybody, nothing personal."""

import json

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.access import open_to_anyone
from app.shell.assets import (
    asset_path,
    asset_url,
    build_id,
    icon_url,
    part_names,
    rescue_build_id,
)

blueprint = Blueprint("shell", __name__)

SHELL_FILES = ("first-paint.js", "field.css", "field.js", "map.css", "map.js")
RESCUE_FILES = ("rescue.css", "rescue.js")
BRAND_ICON = "icon-192.png"
THEME_COLOUR = "#0B4F8A"


def _ours_to_revalidate(response: Response) -> Response:
    """A phone may keep it, but asks each time whether it changed."""
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/f/")
@open_to_anyone
def field() -> Response:
    """The one page of the officer app."""
    shared = [asset_url(name) for name in part_names("field.js") if "+shared-" in name]
    page = render_template("shell/field.html", build=build_id(), shared_parts=shared)
    return _ours_to_revalidate(make_response(page))


@blueprint.get("/f/service-worker.js")
@open_to_anyone
def service_worker() -> Response:
    """The worker's code behind the list of files that make up this build."""
    pages = [url_for("shell.field"), url_for("shell.rescue_in_app")]
    names = [*SHELL_FILES, *part_names("field.js"), *RESCUE_FILES]
    files = [*pages, *map(asset_url, names), icon_url(BRAND_ICON)]
    return _worker("service-worker.js", build_id(), files)


@blueprint.get("/rescue-worker.js")
@open_to_anyone
def rescue_worker() -> Response:
    """The worker that keeps the rescue page, apart from that of the app."""
    files = [url_for("shell.rescue"), *map(asset_url, RESCUE_FILES)]
    return _worker("rescue-worker.js", rescue_build_id(), files)


def _worker(name: str, build: str, files: list[str]) -> Response:
    head = f"const BUILD = {json.dumps(build)};\nconst FILES = {json.dumps(files)};\n"
    code = asset_path(name).read_text(encoding="utf-8")
    return _ours_to_revalidate(Response(head + code, mimetype="text/javascript"))


@blueprint.get("/rescue.html")
@open_to_anyone
def rescue() -> Response:
    """What helps when the app does not start: a page with code of its own."""
    return _ours_to_revalidate(make_response(render_template("shell/rescue.html")))


@blueprint.get("/f/rescue.html")
@open_to_anyone
def rescue_in_app() -> Response:
    """The same page inside the installed app: an iPhone opens others with an empty storage."""
    return rescue()


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    src = icon_url(name)
    return {"src": src, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@blueprint.get("/manifest.webmanifest")
@open_to_anyone
def manifest() -> Response:
    """What the phone's home screen knows about the app."""
    start = url_for("shell.field")
    locale = get_locale()
    document = {
        "id": start,
        "name": _("Wuzhi City Patrol"),
        "short_name": _("Wuzhi Patrol"),
        "description": _("Records street inspections with photos, with or without a network."),
        "lang": "zh-CN" if locale is None or locale.language == "zh" else locale.language,
        "dir": "ltr",
        "scope": start,
        "start_url": start,
        "display": "standalone",
        "orientation": "any",
        "theme_color": THEME_COLOUR,
        "background_color": "#FFFFFF",
        "launch_handler": {"client_mode": "navigate-existing"},
        "icons": [
            _icon(BRAND_ICON, 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("icon-maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": _("Record"), "url": f"{start}#capture"},
            {"name": _("Map"), "url": f"{start}#map"},
            {"name": _("Shelf"), "url": f"{start}#shelf"},
        ],
    }
    answer = Response(json.dumps(document), mimetype="application/manifest+json")
    return _ours_to_revalidate(answer)
