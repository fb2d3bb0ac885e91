"""Work that no request waits for: Huey, with its queue in a SQLite file of its own.

The database's state is the real queue: a job lost with the machine is found again by the sweep
that runs each minute.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey, crontab

Job = Callable[..., None]

_jobs: list[Job] = []
_sweeps: list[Job] = []


def job(function: Job) -> Job:
    """Let a function run in the worker, inside an app context; start it with `enqueue`."""
    _jobs.append(function)
    return function


def each_minute(function: Job) -> Job:
    """Let the worker call a function each minute."""
    _sweeps.append(function)
    return function


def init_app(app: Flask) -> None:
    """Open the queue and make a Huey task of every job."""
    folder = app.config["DATA_DIR"]
    folder.mkdir(parents=True, exist_ok=True)
    huey = SqliteHuey("wuzhi", filename=str(folder / "jobs.db"), results=False)
    app.extensions["huey"] = huey
    app.extensions["jobs"] = {
        function: huey.task(name=function.__name__)(_in_context(app, function))
        for function in _jobs
    }
    for function in _sweeps:
        huey.periodic_task(crontab(), name=function.__name__)(_in_context(app, function))


def enqueue(function: Job, *arguments: str) -> None:
    """Ask the worker to run a job. Call it after the commit that the job depends on."""
    current_app.extensions["jobs"][function](*arguments)


def _in_context(app: Flask, function: Job) -> Job:
    def run(*arguments: Any) -> None:
        with app.app_context():
            function(*arguments)

    return run
