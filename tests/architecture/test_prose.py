"""Every file says what it is for, texts are translatable, and nothing names this machine."""

import ast
import re
import tomllib
from json import loads
from pathlib import Path

from tests.architecture.tree import (
    HAN,
    ROOT,
    client_modules,
    docstrings,
    files,
    name_of,
    server_modules,
    templates,
    without_comments,
)

SAY_IT_BY_NAME = {"models", "views", "problems"}
_MACHINE_PATH = re.compile(r"(?<![\w.])/(?:tmp|work|root|farm|home)/[A-Za-z]")
_REGISTRY = re.compile(r'"resolved": *"http|--(?:extra-)?index-url|files\.[a-z]+hosted')


def _our_texts() -> list[Path]:
    folders = ("app", "docs", "migrations", "scripts", "static", "templates", "tests")
    endings = (".py", ".ts", ".tsx", ".mjs", ".sh", ".css", ".html", ".md", ".json", ".ini", ".txt")
    top = [path for path in ROOT.glob("*") if path.is_file() and not path.name.startswith(".")]
    return top + [path for folder in folders for path in files(folder, *endings)]


def test_every_python_module_begins_with_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in server_modules() + files("scripts", ".py") + files("tests", ".py")
        if path.stem not in SAY_IT_BY_NAME
        and (text := path.read_text())  # an empty __init__ needs no words
        and not ast.get_docstring(ast.parse(text))
    ]

    assert not silent, f"begin with a docstring: {silent}"


def test_every_client_file_begins_with_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in client_modules() + files("static/css", ".css")
        if not path.read_text().startswith(("/*", "//"))
    ]

    assert not silent, f"begin with a comment: {silent}"


def test_chinese_in_python_stands_in_comments_and_docstrings_only() -> None:
    found = []
    for path in server_modules() + files("scripts", ".py"):
        tree = ast.parse(path.read_text())
        prose = {id(node) for node in docstrings(tree)}
        found += [
            f"{name_of(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and HAN.search(node.value)
            and id(node) not in prose
        ]

    assert not found, f"write the text in English and translate it in the catalogue: {found}"


def test_chinese_in_the_client_and_in_templates_stands_in_comments_only() -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in client_modules() + templates() + files("static/css", ".css")
        for number, line in enumerate(without_comments(path).splitlines(), 1)
        if HAN.search(line)
    ]

    assert not found, f"write the text in English and translate it in the catalogue: {found}"


def test_no_file_names_this_machine_or_a_registry() -> None:
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in _our_texts()
        for pattern in (_MACHINE_PATH, _REGISTRY)
        for match in pattern.finditer(path.read_text())
    ]

    assert not found, found


def test_every_dependency_says_why_it_is_here() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    package = loads((ROOT / "package.json").read_text())
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[]", name)[0] for name in named}
    names |= set(package["dependencies"]) | set(package["devDependencies"])

    explained = set(
        re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    )

    assert names == explained, f"in docs/dependencies.md, differing: {sorted(names ^ explained)}"
