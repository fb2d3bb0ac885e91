"""Comparing rows with the leaves that tell of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from flask_babel import gettext as _

from app.audit.verifying.broken import Broken, must, reading
from app.audit.verifying.leaves import Leaf

Row = TypeVar("Row")


class Witness(ABC):
    """Holds leaves of some kinds against what the rest of the database says."""

    types: frozenset[str]
    """The kinds of leaves that it wants to see."""

    @abstractmethod
    def see(self, leaf: Leaf) -> None:
        """Take the next leaf of these kinds.

        Raises:
            Broken: the database tells something else.
        """

    @abstractmethod
    def end(self) -> None:
        """The log is over.

        Raises:
            Broken: the database tells more than the log.
        """

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """How much was held against the log, by a word for each."""


class RowWitness(Witness, Generic[Row]):
    """One leaf of one kind for each row, and one row for each leaf, in the same order."""

    event: str
    noun: str

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows in the order of the log."""
        self.types = frozenset({self.event})
        self._rows: Iterator[Row] = iter(rows)
        self._next = next(self._rows, None)
        self._count = 0

    def see(self, leaf: Leaf) -> None:
        """See `Witness`."""
        row = self._next
        if row is None or self.is_later(row, leaf):
            self.unanswered(leaf)
            return
        where = self.name(row)
        must(not self.is_earlier(row, leaf), where, _("no leaf tells of it"))
        with reading(where):
            for difference in self.differences(row, leaf):
                raise Broken(where, difference)
        self._count += 1
        self._next = next(self._rows, None)

    def end(self) -> None:
        """See `Witness`."""
        if self._next is not None:
            raise Broken(self.name(self._next), _("no leaf tells of it"))

    def counts(self) -> dict[str, int]:
        """See `Witness`."""
        return {self.noun: self._count}

    def unanswered(self, leaf: Leaf) -> None:
        """No row is there for this leaf."""
        raise Broken(leaf.where, _("nothing is kept of what it tells (%(what)s)", what=leaf.entity))

    @abstractmethod
    def name(self, row: Row) -> str:
        """How a finding names the row."""

    @abstractmethod
    def log_index(self, row: Row) -> int | None:
        """The leaf that the row says it has; None when its table does not say."""

    @abstractmethod
    def differences(self, row: Row, leaf: Leaf) -> Iterator[str]:
        """What about the row is not what the leaf, its receipt and its own bytes say."""

    def is_later(self, row: Row, leaf: Leaf) -> bool:
        """Whether the row belongs to a leaf after this one."""
        index = self.log_index(row)
        return index is not None and index > leaf.idx

    def is_earlier(self, row: Row, leaf: Leaf) -> bool:
        """Whether the row belongs to a leaf before this one."""
        index = self.log_index(row)
        return index is not None and index < leaf.idx


def other_than(said: dict[str, object], told: dict[str, object], source: str) -> Iterator[str]:
    """A sentence for each name whose two values are not the same; `source` says what tells them."""
    for name, value in told.items():
        if said[name] != value or type(said[name]) is not type(value):
            yield _("%(name)s is not what %(source)s says", name=name, source=source)
