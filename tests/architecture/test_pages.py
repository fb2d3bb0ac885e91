"""Templates keep to the content security policy and to the packages that render them."""

import re

from tests.architecture.tree import ROOT, files, name_of, templates, without_comments

SHARED_TEMPLATES = {"macros"}
FORBIDDEN = {
    "an inline handler": re.compile(r"<[^>]*\son\w+\s*=", re.IGNORECASE),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=|<style", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+false"),
}


def test_no_template_has_what_the_policy_would_block() -> None:
    found = [
        f"{name_of(path)}: {what}"
        for path in templates()
        for what, pattern in FORBIDDEN.items()
        if pattern.search(without_comments(path))
    ]

    assert not found, found


def test_every_folder_of_templates_belongs_to_a_package() -> None:
    packages = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}

    assert folders <= packages | SHARED_TEMPLATES


def test_every_template_is_used() -> None:
    users = "".join(path.read_text() for path in files("app", ".py") + templates())
    names = [str(path.relative_to(ROOT / "templates")) for path in templates()]

    unused = [name for name in names if f'"{name}"' not in users and f"'{name}'" not in users]

    assert not unused, f"delete what nothing renders: {unused}"
