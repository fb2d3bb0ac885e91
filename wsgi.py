"""The doors: `gunicorn wsgi:app`, `flask --app wsgi`, and `huey_consumer wsgi.huey` for the worker."""

from app import create_app
from config import from_environment

app = create_app(from_environment())
huey = app.extensions["huey"]
