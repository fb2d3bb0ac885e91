"""What the campaign changes for the whole process goes back after each test."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def same_log_level() -> Iterator[None]:
    """An installation of the campaign keeps its log quiet; those of other tests must not be."""
    logger = logging.getLogger("app")
    level = logger.level
    yield
    logger.setLevel(level)
