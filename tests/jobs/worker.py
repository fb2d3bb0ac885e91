"""The worker of a test: takes what is in the queue and does it, here and now."""

from flask import Flask
from huey import SqliteHuey


def queue_of(app: Flask) -> SqliteHuey:
    """The queue of this installation."""
    found: SqliteHuey = app.extensions["huey"]
    return found


def work(app: Flask) -> int:
    """Do everything in the queue; returns how many jobs there were."""
    huey, done = queue_of(app), 0
    while (task := huey.dequeue()) is not None:
        huey.execute(task)
        done += 1
    return done
