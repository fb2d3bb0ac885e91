"""The cursor is opaque, ours alone, and bound to one life of the log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.changes.rules import Cursor, Scope, reaches, read_cursor, scopes_of
from app.core.encoding import to_base64url

NUMBERS = st.integers(min_value=0, max_value=2**53 - 1)


@given(epoch=NUMBERS, seq=NUMBERS)
def test_a_cursor_is_read_as_it_was_written(epoch: int, seq: int) -> None:
    assert read_cursor(str(Cursor(epoch, seq))) == Cursor(epoch, seq)


@pytest.mark.parametrize(
    "text",
    ["", "x", "12", "=", "\x00", to_base64url(b"[]"), to_base64url(b"{}"), to_base64url(b"\xff")]
    + [to_base64url(raw) for raw in (b'{"epoch":1}', b'{"seq":"2", "epoch":1}', b"[" * 5000)],
)
def test_what_we_never_wrote_is_no_cursor(text: str) -> None:
    assert read_cursor(text) is None


@given(text=st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    cursor = read_cursor(text)

    assert cursor is None or str(cursor) == text


@pytest.mark.parametrize(
    ("cursor", "lies_in"),
    [
        (Cursor(1, 0), True),
        (Cursor(1, 9), True),
        (Cursor(1, 10), False),
        (Cursor(1, -1), False),
        (Cursor(2, 3), False),
        (Cursor(0, 3), False),
    ],
)
def test_a_cursor_lies_in_this_log_or_not(cursor: Cursor, lies_in: bool) -> None:
    assert reaches(cursor, epoch=1, newest=9) is lies_in


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        (None, set(Scope)),
        ("", set()),
        ("returns", {Scope.RETURNS}),
        ("returns, zones,weather", {Scope.RETURNS, Scope.ZONES}),
    ],
)
def test_unknown_scopes_are_ignored(text: str | None, scopes: set[Scope]) -> None:
    assert scopes_of(text) == scopes
