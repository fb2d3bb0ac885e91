"""What is declared as data is unique, complete, documented, and used."""

import dataclasses
import importlib
import re
from collections import Counter
from collections.abc import Iterator

from app.access import Permission
from app.accounts.rules import GRANTS, TICKET_GRANTS
from app.audit.log import Event
from app.problems import Problem
from config import Config
from tests.architecture.tree import ROOT, files

# What Flask and its extensions read; constants of the product, not settings of an installation.
NOT_SETTINGS = {
    "SQLALCHEMY_DATABASE_URI",  # set by DATABASE_URL
    "TESTING",
    "RATELIMIT_STORAGE_URI",
    "WTF_CSRF_ENABLED",
    "BABEL_DEFAULT_LOCALE",
    "BABEL_DEFAULT_TIMEZONE",
    "MAX_CONTENT_LENGTH",
}


def _import_everything() -> None:
    for path in files("app", ".py"):
        if path.stem != "__init__":
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _problems(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for problem in base.__subclasses__():
        yield problem
        yield from _problems(problem)


def _events() -> list[Event]:
    modules = [
        importlib.import_module(f"app.{path.parent.name}.events")
        for path in (ROOT / "app").glob("*/events.py")
    ]
    return [value for module in modules for value in vars(module).values() if type(value) is Event]


def test_every_permission_is_granted_to_somebody() -> None:
    granted = frozenset().union(*GRANTS.values(), TICKET_GRANTS)

    assert granted == set(Permission)


def test_every_problem_has_a_code_of_its_own() -> None:
    _import_everything()
    codes = Counter(problem.code for problem in _problems() if "code" in vars(problem))

    assert [code for code, times in codes.items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", code) for code in codes)


def test_every_problem_is_in_the_catalogue_of_problems() -> None:
    _import_everything()
    ours = {
        (problem.code, str(problem.status)) for problem in _problems() if "code" in vars(problem)
    }
    page = (ROOT / "docs/problems.md").read_text()

    listed = set(re.findall(r"^\| `(\w+)` \| (\d{3}) \|", page, re.MULTILINE))

    assert ours == listed, f"in docs/problems.md, differing: {sorted(ours ^ listed)}"


def test_every_setting_is_in_the_operations_manual() -> None:
    settings = {field.name for field in dataclasses.fields(Config)} - NOT_SETTINGS
    page = (ROOT / "docs/operations.md").read_text()

    missing = sorted(
        name for name in settings | {"DATABASE_URL", "PORT"} if f"`{name}`" not in page
    )

    assert not missing, f"explain in docs/operations.md: {missing}"


def test_every_audit_event_has_a_name_of_its_own() -> None:
    names = Counter(event.name for event in _events())

    assert names
    assert [name for name, times in names.items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", name) for name in names)


def test_events_are_declared_in_events_modules_only() -> None:
    elsewhere = [
        path.name
        for path in files("app", ".py")
        if path.name != "events.py" and re.search(r"(?<!\w)Event\(\s*[\"']", path.read_text())
    ]

    assert not elsewhere


def test_every_audit_event_is_looked_for_by_some_test() -> None:
    tests = "".join(path.read_text() for path in files("tests", ".py"))

    unseen = [event.name for event in _events() if f'"{event.name}"' not in tests]

    assert not unseen, f"no test sees these recorded: {unseen}"
