"""A stored photo becomes viewable by its job, or by the sweep when the job was lost."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.evidence import giving_out, jobs, queries
from app.evidence.rules import Viewable
from app.extensions import db
from tests.jobs.worker import queue_of, work
from tests.phone import Phone
from tests.photos import phone_photo

MakePhone = Callable[..., Phone]
SMALL = phone_photo(64, 48)


@pytest.fixture
def stored(phone: MakePhone) -> str:
    """The id of a photo that arrived and that nobody has made viewable."""
    photo_id: str = phone().deliver(SMALL)["photos"][0]["id"]
    return photo_id


def _viewable(photo_id: str) -> tuple[Viewable, str]:
    db.session.rollback()
    photo = queries.photo(photo_id)
    assert photo is not None
    return photo.viewable, photo.unviewable_reason


def _files(photo_id: str) -> set[str]:
    return {path.name for path in giving_out.derivative_folder(photo_id).glob("*")}


def test_a_photo_that_arrived_waits_in_the_queue(app: Flask, stored: str) -> None:
    assert len(queue_of(app)) == 1
    assert _viewable(stored) == (Viewable.PENDING, "")


def test_the_worker_makes_it_viewable(app: Flask, stored: str) -> None:
    work(app)

    assert _viewable(stored) == (Viewable.YES, "")
    assert _files(stored) == {"thumbnail.jpg", "screen.jpg", "watermark.jpg"}


def test_the_sweep_finds_it_when_the_job_was_lost(app: Flask, stored: str) -> None:
    queue_of(app).flush()
    assert queries.without_derivatives() == [stored]

    jobs.make_missing_derivatives()
    work(app)

    assert _viewable(stored) == (Viewable.YES, "")
    assert queries.without_derivatives() == []


def test_the_sweep_leaves_photos_alone_that_have_not_arrived(phone: MakePhone) -> None:
    officer = phone()
    officer.put(officer.record(SMALL))

    assert queries.without_derivatives() == []


def test_bytes_that_are_no_picture_are_tried_once_and_kept(app: Flask, phone: MakePhone) -> None:
    photo_id = phone().deliver(b"no picture at all")["photos"][0]["id"]

    work(app)

    assert _viewable(photo_id) == (Viewable.NO, "not_a_picture")
    assert queries.without_derivatives() == []


def test_a_job_for_a_photo_that_is_not_there_does_nothing(app: Flask) -> None:
    jobs.make_derivatives("0199a1b2-c3d4-7ef0-8123-456789abcdef")

    assert queries.without_derivatives() == []
