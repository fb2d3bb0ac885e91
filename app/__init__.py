"""Field inspection for the urban management bureau of Wuzhi County: the table of contents."""

import os

from flask import Flask, Response
from flask_openapi3 import Info, OpenAPI
from pydantic import ValidationError

from app import access, extensions, guards, jobs, problems
from app.accounts import sessions as _sessions  # noqa: F401 -- tells Flask-Login who is asking
from app.accounts.api import blueprint as session_api
from app.accounts.commands import user
from app.accounts.views import blueprint as accounts
from app.admin.views import blueprint as admin
from app.audit import jobs as _audit_jobs  # noqa: F401 -- the worker signs checkpoints
from app.custody import jobs as _custody_jobs  # noqa: F401 -- the worker finds them
from app.demo.commands import demo
from app.evidence import room
from app.operations.auditing import audit
from app.operations.backup_commands import backup
from app.operations.commands import storage
from app.operations.views import blueprint as operations
from app.review.phones import blueprint as phones
from app.review.views import blueprint as review
from app.shell import layout
from app.shell.views import blueprint as shell
from app.sync.api import blueprint as sync
from app.sync.changes import blueprint as changes
from app.sync.facts import blueprint as facts
from app.sync.heartbeat import blueprint as heartbeat
from app.sync.proofs import blueprint as proofs
from app.sync.rescue import blueprint as rescue
from app.sync.status import blueprint as status
from app.sync.uploads import blueprint as uploads
from app.zones.commands import zone
from config import VERSION, BadConfiguration, Config


def create_app(config: Config) -> Flask:
    """The whole product, put together from its packages.

    Raises:
        BadConfiguration: the data folder cannot be used.
    """
    _demand_data_folder(config)
    app = OpenAPI(
        __name__,
        info=Info(title="Wuzhi Patrol", version=VERSION),
        template_folder="../templates",
        static_folder="../static",
        doc_ui=False,
        validation_error_callback=_refuse_malformed,
    )
    app.config.from_object(config)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]

    extensions.init_app(app)
    jobs.init_app(app)
    problems.init_app(app)
    room.init_app(app)
    guards.init_app(app)
    layout.init_app(app)

    for api in (session_api, sync, changes, facts, uploads, heartbeat, status, rescue, proofs):
        app.register_api(api)
    for pages in (accounts, admin, operations, review, phones, shell):
        app.register_blueprint(pages)
    for commands in (user, zone, storage, backup, audit, demo):
        app.cli.add_command(commands)
    access.init_app(app)
    return app


def _refuse_malformed(error: ValidationError) -> Response:
    return problems.answer(problems.BadRequest())


def _demand_data_folder(config: Config) -> None:
    try:
        config.DATA_DIR.mkdir(parents=True, exist_ok=True)
        if not os.access(config.DATA_DIR, os.W_OK | os.X_OK):
            raise PermissionError("nothing may be written there")
    except OSError as error:
        raise BadConfiguration(f"DATA_DIR {config.DATA_DIR} cannot be used: {error}") from error
