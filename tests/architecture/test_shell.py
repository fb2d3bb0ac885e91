"""What a phone keeps is complete: the page and everything that it names."""

import json
import re

from flask.testing import FlaskClient

_LIST = re.compile(r"const FILES = (\[.*?\]);")
_NEEDED = re.compile(r'<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+)"[^>]*>')


def _kept(client: FlaskClient) -> list[str]:
    found = _LIST.search(client.get("/f/service-worker.js").text)
    assert found, "the worker names its files"
    files: list[str] = json.loads(found[1])
    return files


def test_the_worker_keeps_every_script_and_style_of_the_page(client: FlaskClient) -> None:
    page = client.get("/f/").text
    needed = {
        match[1]
        for match in _NEEDED.finditer(page)
        if "<script" in match[0] or 'rel="stylesheet"' in match[0]
    }

    # Loaded when the map is opened, which must work offline as well.
    needed |= set(re.findall(r'data-map-(?:script|style)="([^"]+)"', page))

    assert len(needed) >= 5
    assert needed <= set(_kept(client))


def test_everything_that_the_worker_keeps_is_there_for_strangers(client: FlaskClient) -> None:
    missing = []
    for address in _kept(client):
        answer = client.get(address)
        answer.close()  # it is a file
        if answer.status_code != 200:
            missing.append(address)

    assert not missing, "a file that is missing keeps the whole new version from phones"
