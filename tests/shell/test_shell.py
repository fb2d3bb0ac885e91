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
