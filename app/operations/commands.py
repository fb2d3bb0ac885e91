"""`flask --app wsgi storage …`"""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.audit import signing
from app.evidence import actions as evidence

storage = AppGroup("storage", help="Photos and the receipt key.")


@storage.command("prepare")
def prepare() -> None:
    """Make the folders and, once, the key that signs receipts."""
    data_dir = current_app.config["DATA_DIR"]
    evidence.store().prepare()
    if signing.make_key(data_dir):
        click.echo(_("Made the receipt key. Keep a copy of it with the backups."))
