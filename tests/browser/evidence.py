"""What lies in a phone's evidence database, read past the app and hashed again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PAGES = Path(__file__).parent / "pages"
_READ = (PAGES / "evidence.js").read_text().split("\n", 1)[1].strip().removesuffix(";")


@dataclass(frozen=True)
class Kept:
    """The database at one instant; every photo and sealed text with the hash of its bytes."""

    draft: list[dict[str, Any]]
    sealed: list[dict[str, Any]]
    photos: list[dict[str, Any]]
    receipts: list[str]

    @property
    def hashes(self) -> set[str]:
        """Of all photos whose bytes are what their row says."""
        rows = [*self.draft, *self.photos]
        return {row["sha256"] for row in rows if row["sha256"] == row["actual"]}

    def broken(self) -> list[str]:
        """Rows that say something else than their bytes, and names of photos that are not there."""
        rows = [*self.draft, *self.photos, *self.sealed]
        wrong = [str(row) for row in rows if row["sha256"] != row["actual"]]
        known = {row["id"] for row in self.photos}
        named = {id_ for row in self.sealed for id_ in row["photos"]}
        unsealed = known & {row["id"] for row in self.draft}
        return wrong + [f"photo {id_} is not there" for id_ in named - known] + sorted(unsealed)


def read(page: Page) -> Kept:
    """Everything that this phone keeps."""
    return Kept(**page.evaluate(_READ))
