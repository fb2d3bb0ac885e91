"""`flask --app wsgi audit …`"""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.audit import checkpoints, log
from app.core import clock
from app.extensions import begin_write, db

audit = AppGroup("audit", help="The log of who did what, and its checkpoints.")


@audit.command("checkpoint")
def checkpoint() -> None:
    """Sign how the log stands now, unless nothing happened since the last time; print the note."""
    begin_write()
    signed = checkpoints.newest()
    if signed is None or signed.size != log.size():
        signed = checkpoints.sign()
        db.session.commit()
    click.echo(signed.note, nl=False)


@audit.command("sheet")
def sheet() -> None:
    """Print the newest checkpoint on a few lines, to be signed by hand and kept on paper."""
    newest = checkpoints.newest()
    if newest is None:
        raise click.ClickException(
            _("There is no checkpoint yet. Make one: flask --app wsgi audit checkpoint")
        )
    root = " ".join(newest.root[at : at + 8] for at in range(0, len(newest.root), 8))
    at = clock.to_local(newest.at_ms).strftime("%Y-%m-%d %H:%M:%S")
    click.echo(_("Audit log, checkpoint %(number)s", number=newest.number))
    click.echo(_("Time: %(time)s (Asia/Shanghai)", time=at))
    click.echo(_("Entries: %(size)s", size=newest.size))
    click.echo(_("Epoch: %(epoch)s", epoch=newest.epoch))
    click.echo(_("Root: %(root)s", root=root))
