"""Everything is small enough to be read in one sitting."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, files, name_of

LINES_OF_A_FILE = 250
LINES_OF_A_FUNCTION = 40

_TYPESCRIPT_FUNCTION = re.compile(
    r"""^(?P<indent>\s*)(
        (export\s+)?(default\s+)?(async\s+)?function\b.*            # function name(…) {
      | (export\s+)?(const|let)\s+\w+.*=\s*(async\s+)?\(.*=>\s*\{   # const name = (…) => {
      | (?!if|for|while|switch|catch|return|describe)               # name(…) {
        (async\s+|static\s+|get\s+|set\s+|private\s+)*\#?\w+\(.*\{
    )$""",
    re.VERBOSE,
)


def _sources() -> list[Path]:
    python = [*files("app", ".py"), *files("tests", ".py"), *files("scripts", ".py")]
    client = files("static/src", ".ts", ".tsx") + files("tests/client", ".ts", ".tsx")
    return [*python, *client, *files("scripts", ".mjs", ".sh"), ROOT / "config.py"]


def _python_functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _client_functions(path: Path) -> Iterator[tuple[str, int]]:
    """By indentation, which the formatter keeps: from the start to the brace below it."""
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines):
        start = _TYPESCRIPT_FUNCTION.match(line)
        if not start:
            continue
        closing = re.compile(rf"^{start['indent']}\}}.*(?<!\{{)$")
        for later in range(number + 1, len(lines)):
            if closing.match(lines[later]):
                yield line.strip(), later - number + 1
                break


def test_no_file_is_longer_than_a_sitting() -> None:
    long = {
        name_of(path): lines
        for path in _sources()
        if (lines := len(path.read_text().splitlines())) > LINES_OF_A_FILE
    }

    assert not long, f"split by noun into a folder: {long}"


def test_no_function_is_longer_than_a_screen() -> None:
    long = []
    for path in _sources():
        measure = _python_functions if path.suffix == ".py" else _client_functions
        long += [
            f"{name_of(path)}: {name} has {lines} lines"
            for name, lines in measure(path)
            if lines > LINES_OF_A_FUNCTION
        ]

    assert not long, "\n".join(long)


def test_the_measure_of_typescript_functions_sees_them(tmp_path: Path) -> None:
    source = tmp_path / "sample.ts"
    body = "  step();\n" * 50
    source.write_text(
        f"export async function one(\n  a: string,\n): Promise<void> {{\n{body}}}\n"
        f"const two = (a: number) => {{\n{body}}};\n"
        f"class A {{\n  async three(): void {{\n{body}  }}\n}}\n"
    )

    assert [lines for _name, lines in _client_functions(source)] == [54, 52, 52]
