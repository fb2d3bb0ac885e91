"""`flask --app wsgi storage …`"""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.audit import signing
from app.custody import nightly
from app.evidence import actions as evidence
from app.operations import checks

storage = AppGroup("storage", help="Photos and the receipt key.")


@storage.command("prepare")
def prepare() -> None:
    """Make the folders and, once, the key that signs receipts."""
    data_dir = current_app.config["DATA_DIR"]
    evidence.store().prepare()
    if not signing.key_path(data_dir).exists() and checks.receipts_given():
        # A new key would make every phone refuse the receipts, and the old ones unprovable.
        raise click.ClickException(
            _("The receipt key is missing, but receipts were given. Bring it back from a backup.")
        )
    if signing.make_key(data_dir):
        click.echo(_("Made the receipt key. Keep a copy of it with the backups."))
    if checks.tables_there():
        nightly.note_log()
