"""The doors: `gunicorn wsgi:app`, `flask --app wsgi`, and the worker: `huey_consumer wsgi.huey`."""

from app import create_app
from config import from_environment

app = create_app(from_environment())
huey = app.extensions["huey"]
