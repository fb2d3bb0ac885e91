"""Finds the texts in TypeScript and TSX: Babel's own JavaScript lexer loses its way in JSX.

The client has one call, `gettext("Text", {name: value})`, whose first argument is one plain string.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

Message = tuple[int, str, str, list[str]]

_CALL = re.compile(r"(?<![\w.])gettext\(\s*")
_TEXT = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""")
_END = re.compile(r"\s*[,)]")
_NOT_A_CALL = re.compile(r"(^\s*(\*|//|/\*))|\bfunction\s+gettext")


class NotAPlainText(ValueError):
    """A call whose first argument is not one string literal; no translator would ever see it."""


def _plain(literal: str) -> str:
    if literal[0] == "'":
        literal = '"' + literal[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    text: str = json.loads(literal)
    return text


def extract(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: object,
    options: Mapping[str, Any],
) -> Iterator[Message]:
    """Give (line, "gettext", text, no comments) for each call: the interface of a Babel extractor.

    Raises:
        NotAPlainText: with file and line.
    """
    source = fileobj.read().decode()
    for call in _CALL.finditer(source):
        line_start = source.rfind("\n", 0, call.start()) + 1
        if _NOT_A_CALL.search(source[line_start : call.end()]):
            continue
        line = source.count("\n", 0, call.start()) + 1
        text = _TEXT.match(source, call.end())
        if not text or not _END.match(source, text.end()):
            name = getattr(fileobj, "name", "?")
            raise NotAPlainText(f"{name}:{line}: gettext() takes one plain string")
        yield line, "gettext", _plain(text.group()), []
