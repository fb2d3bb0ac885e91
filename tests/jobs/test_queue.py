"""A job is put into the queue at once and done later, in an app context of its own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask, current_app, has_request_context

from app import jobs
from tests.conftest import make_app
from tests.jobs.worker import queue_of, work

seen: list[tuple[object, ...]] = []


def note(*arguments: str) -> None:
    """Remember where and with what we ran."""
    seen.append((*arguments, str(current_app.config["DATA_DIR"]), has_request_context()))


@pytest.fixture
def with_job(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The installation of `app`, opened by a product that knows one more job."""
    monkeypatch.setattr(jobs, "_jobs", [*jobs._jobs])
    jobs.job(note)
    seen.clear()
    product = make_app(app.config["DATA_DIR"])
    with product.app_context():
        yield product


def test_nothing_runs_before_the_worker_takes_it(with_job: Flask) -> None:
    jobs.enqueue(note, "a")

    assert seen == []
    assert len(queue_of(with_job)) == 1


def test_the_worker_runs_it_with_its_arguments_in_the_app(with_job: Flask) -> None:
    jobs.enqueue(note, "a", "b")

    done = work(with_job)

    assert done == 1
    assert seen == [("a", "b", str(with_job.config["DATA_DIR"]), False)]


def test_jobs_run_in_the_order_in_which_they_came(with_job: Flask) -> None:
    for argument in "abc":
        jobs.enqueue(note, argument)

    work(with_job)

    assert [first for first, *_ in seen] == ["a", "b", "c"]


def test_the_queue_outlives_the_process(with_job: Flask) -> None:
    jobs.enqueue(note, "a")

    later = make_app(with_job.config["DATA_DIR"])

    assert work(later) == 1
    assert [first for first, *_ in seen] == ["a"]


def test_each_installation_has_a_queue_of_its_own(
    with_job: Flask, tmp_path: Path, app: Flask
) -> None:
    jobs.enqueue(note, "a")

    assert len(queue_of(make_app(tmp_path / "other"))) == 0


@pytest.mark.parametrize("minute", [0, 1, 59])
def test_the_sweeps_are_called_each_minute(app: Flask, minute: int) -> None:
    due = queue_of(app).read_periodic(datetime(2026, 11, 23, 3, minute))  # noqa: DTZ001 -- Huey's

    assert "make_missing_derivatives" in {task.name for task in due}
