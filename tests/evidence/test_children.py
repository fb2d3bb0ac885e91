"""A child process gets nothing of ours but its arguments, and cannot take more than its limits."""

from pathlib import Path

import pytest

from app.evidence import children
from app.evidence.children import ChildFailed, Limits, OutOfTime


def program(folder: Path, source: str) -> Path:
    """A little program."""
    path = folder / "child.py"
    path.write_text(source)
    return path


def test_it_gets_arguments_and_input_as_they_are(tmp_path: Path) -> None:
    echo = program(tmp_path, "import sys; print(sys.argv[1:], sys.stdin.read())")

    assert children.run(echo, ["$(id)", "; ls"], given=b"%s {0}") == b"['$(id)', '; ls'] %s {0}\n"


def test_it_does_not_see_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wuzhi:secret@db/wuzhi")
    tell = program(tmp_path, "import os; print(dict(os.environ))")

    assert b"secret" not in children.run(tell, [])


@pytest.mark.parametrize(
    "source",
    [
        "raise SystemExit(1)",
        "bytearray(600 << 20)",
        "import os; os.kill(os.getpid(), 11)",
        "import sys; [sys.stdout.write('x' * (1 << 20)) for _ in range(80)]",
    ],
    ids=["error", "memory", "crash", "chatter"],
)
def test_one_that_does_not_end_well_is_reported(
    tmp_path: Path, source: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("WARNING", logger="app.evidence.children"), pytest.raises(ChildFailed):
        children.run(program(tmp_path, source), [], limits=Limits())

    assert "child.py ended with" in caplog.text


def test_one_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "SECONDS", 0.2)

    with pytest.raises(OutOfTime):
        children.run(program(tmp_path, "while True: pass"), [])


def test_only_the_beginning_of_a_long_answer_is_read(tmp_path: Path) -> None:
    talk = program(tmp_path, "print('x' * (1 << 20))")

    assert len(children.run(talk, [])) == children.ANSWER_BYTES
