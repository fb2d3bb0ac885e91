"""The doors: `gunicorn wsgi:app`, `flask --app wsgi`, and the worker: `huey_consumer wsgi.huey`."""

import os

from app import create_app
from app.custody import fitness
from config import from_environment

app = create_app(from_environment())
if os.environ.get("FLASK_RUN_FROM_CLI") != "true":  # commands must run on what is broken, too
    fitness.demand(app)
huey = app.extensions["huey"]
