"""Keeps the translation catalogues in step with the code: `update`, `check`, `compile`.

English is the language of the code, so its catalogue fills itself; Simplified Chinese is the
default on the screen and has to be complete.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "app" / "translations"
LOCALES = ("zh_CN", "en")
SEARCHED = ("app", "templates", "static")
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_CHANGES_BY_ITSELF = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|'
    r"Report-Msgid-Bugs-To)"
)


def _is_searched(folder: str) -> bool:
    parts = Path(os.path.relpath(folder, ROOT)).parts
    return parts[0] in SEARCHED and parts[:2] != ("static", "dist")


def extracted() -> Catalog:
    """Every text in the code, with the files that use it."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog()
    for file_name, line, text, _comments, context in extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_searched
    ):
        found.add(text, locations=[(Path(file_name).as_posix(), line)], context=context)
    return found


def catalogue_path(locale: str) -> Path:
    """Where a language's catalogue lies."""
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    """A language's catalogue, empty when there is none yet."""
    path = catalogue_path(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _texts(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The text itself, or its singular and plural."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def merged(code: Catalog, old: Catalog, locale: str) -> Catalog:
    """The texts of the code with the translations that exist; English translates itself."""
    new = Catalog(locale=locale, project="wuzhi-patrol", version="1", fuzzy=False)
    new.header_comment = f"# {locale}: kept by `make catalogues`"
    for message in _texts(code):
        known = old.get(message.id)
        string = known.string if known else ""
        if locale == "en":
            string = message.id
        new.add(message.id, string, locations=message.locations)
    return new


def as_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as its file: sorted, without lines that would change on every run."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, include_lineno=False, omit_header=False)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not _CHANGES_BY_ITSELF.match(line)).encode()


def update() -> list[str]:
    """Bring new texts into the catalogues and drop those that nothing uses."""
    code = extracted()
    for locale in LOCALES:
        path = catalogue_path(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(merged(code, read(locale), locale)))
    return []


def _faults_of(message: Message, translated: Message | None) -> Iterator[str]:
    if translated is None:
        yield "is not in the catalogue (make catalogues)"
        return
    if translated.fuzzy:
        yield "is marked fuzzy"
    wanted = {name for form in _forms(message.id) for name in _PLACEHOLDER.findall(form)}
    for form in _forms(translated.string):
        if not form.strip():
            yield "has no translation"
        elif set(_PLACEHOLDER.findall(form)) != wanted:
            yield f"has other placeholders in its translation {form!r}"


def check() -> list[str]:
    """What is wrong with the catalogues, one line each."""
    code = extracted()
    faults = []
    for locale in LOCALES:
        catalogue = read(locale)
        for message in _texts(code):
            faults += [
                f"{locale}: {message.id!r} {fault}"
                for fault in _faults_of(message, catalogue.get(message.id))
            ]
        unused = [message.id for message in _texts(catalogue) if message.id not in code]
        unused += list(catalogue.obsolete)
        faults += [f"{locale}: {text!r} is not used any more (make catalogues)" for text in unused]
        if catalogue_path(locale).exists() and not faults:
            fresh = as_bytes(merged(code, catalogue, locale))
            if fresh != catalogue_path(locale).read_bytes():
                faults.append(f"{locale}: other files use the texts now (make catalogues)")
    return faults


def compile_all() -> list[str]:
    """Write the .mo files where the server looks for them.

    Flask-Babel goes by Babel's full name of a locale: zh_CN is zh_Hans_CN there.
    """
    for locale in LOCALES:
        path = TRANSLATIONS / str(Locale.parse(locale)) / "LC_MESSAGES" / "messages.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, read(locale))
    return []


COMMANDS = {"update": update, "check": check, "compile": compile_all}


def main(arguments: list[str]) -> int:
    """Run one command; 1 when it found faults, 2 when there is no such command."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"usage: python -m scripts.catalogues {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    faults = COMMANDS[arguments[0]]()
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
