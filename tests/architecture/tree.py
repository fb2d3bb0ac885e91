"""The files that the promises are about, and what they share."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def files(folder: str, *endings: str) -> list[Path]:
    """Our own files below a folder; nothing that is installed or built."""
    return sorted(
        path
        for path in (ROOT / folder).rglob("*")
        if path.suffix in endings and not {"dist", "__pycache__"} & set(path.parts)
    )


def server_modules() -> list[Path]:
    """Everything that the server runs."""
    return [*files("app", ".py"), ROOT / "config.py", ROOT / "wsgi.py", ROOT / "migrations/env.py"]


def client_modules() -> list[Path]:
    """Everything that the client is built from."""
    return files("static/src", ".ts", ".tsx")


def templates() -> list[Path]:
    """Every page and part of a page that the server renders."""
    return files("templates", ".html", ".txt")


def name_of(path: Path) -> str:
    """How a failure names a file."""
    return str(path.relative_to(ROOT))


def without_comments(path: Path) -> str:
    """A TypeScript, CSS or Jinja text with its comments blanked; line numbers stay."""
    text = path.read_text()
    for comment in (r"/\*.*?\*/", r"\{#.*?#\}", r"(?m)(?<![:\"'])//[^\n]*"):
        text = re.sub(comment, lambda m: "\n" * m.group().count("\n"), text, flags=re.DOTALL)
    return text


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """The constants of a module that are documentation: any text that stands as a statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
