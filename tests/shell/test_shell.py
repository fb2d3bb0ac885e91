"""The shell that phones keep: the same for everybody, whole, and named by what it is made of."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.shell import assets


def test_page_answers_strangers_and_holds_no_inline_code(client: FlaskClient) -> None:
    page = client.get("/f/")
    html = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "no-cache" in page.headers["Cache-Control"]
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\sstyle=|\son\w+=", html)


def test_worker_names_every_file_of_the_page(client: FlaskClient) -> None:
    worker = client.get("/f/service-worker.js")
    assert worker.mimetype == "text/javascript"
    assert "no-cache" in worker.headers["Cache-Control"]
    listed = re.search(r"^const FILES = (.+);$", worker.get_data(as_text=True), re.MULTILINE)
    assert listed is not None
    files = json.loads(listed[1])
    html = client.get("/f/").get_data(as_text=True)
    needed = re.findall(r'<script[^>]* src="([^"]+)"|rel="stylesheet" href="([^"]+)"', html)
    assert {a or b for a, b in needed} <= set(files)
    for file in files:
        with client.get(file) as answer:
            assert answer.status_code == 200, file


def test_manifest_is_what_a_home_screen_needs(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": "zh-CN"})
    manifest = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/f/"
    assert len(manifest["short_name"]) <= 12
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.mimetype == "image/png"


def test_build_id_changes_with_the_files(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context():
        before = assets.build_id()
        assert before == assets.build_id()
        monkeypatch.setattr(assets, "sprite", lambda: "<svg></svg>")
        assert assets.build_id() != before


def test_a_missing_build_says_what_to_run(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "static_root", lambda: tmp_path)
    with pytest.raises(assets.BuildMissing, match=r"node scripts/build\.mjs"):
        assets.asset_path("field.js")


def test_rescue_page_names_its_own_two_files_and_nothing_of_the_app(client: FlaskClient) -> None:
    for address in ("/rescue.html", "/f/rescue.html"):
        html = client.get(address).get_data(as_text=True)
        named = re.findall(r'(?:src|href)="([^"]+)"', html)
        assert len(named) == 2
        assert all(re.fullmatch(r"/static/dist/rescue-\w+\.(css|js)", name) for name in named)
    worker = client.get("/rescue-worker.js").get_data(as_text=True)
    listed = re.search(r"^const FILES = (.+);$", worker, re.MULTILINE)
    assert listed is not None
    assert sorted(json.loads(listed[1])) == sorted(["/rescue.html", *named])


def test_every_file_of_the_builds_before_is_still_served(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        dist = assets.static_root() / "dist"
        builds = json.loads((dist / "builds.json").read_text(encoding="utf-8"))
        manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    assert builds[0] == sorted(manifest.values())
    assert len(builds) <= 4
    for name in {file for files in builds for file in files}:
        with client.get(f"/static/dist/{name}") as answer:
            assert answer.status_code == 200, name
            assert "immutable" in answer.headers["Cache-Control"]
