"""`flask --app wsgi storage …`"""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.audit import signing
from app.custody import fitness, nightly, orphans, rereading, stamp
from app.custody.models import Finding
from app.custody.stamp import Stamp
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
    elif stamp.read(data_dir) is None:
        stamp.write(data_dir, Stamp(epoch=1, log_size=0))  # as every new database begins


@storage.command("check")
def check() -> None:
    """Say what stands in the way of serving, and what somebody should look at."""
    report = fitness.check()
    for line in [*report.refusals, *report.warnings]:
        click.echo(line)
    if report.refusals or report.warnings:
        raise SystemExit(1)
    click.echo(_("Everything is as it should be."))


@storage.command("collect")
def collect() -> None:
    """Delete what lies in incoming/ for 30 days and belongs to no photo that is expected."""
    gone = orphans.collect()
    click.echo(_("%(count)s files deleted from incoming.", count=len(gone)))


@storage.command("reread")
def reread() -> None:
    """Read a part of the stored photos again, as the worker does each night."""
    read = rereading.read_part()
    wanting = [photo_id for photo_id, found in read.findings.items() if found is not Finding.RIGHT]
    click.echo(
        _("%(read)s photos read, %(bad)s not right.", read=len(read.findings), bad=len(wanting))
    )
    for photo_id in wanting:
        click.echo(photo_id)
    if wanting:
        raise SystemExit(1)
