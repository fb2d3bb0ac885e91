"""`flask --app wsgi backup …`"""

from collections.abc import Iterator, Set
from contextlib import contextmanager

import click
import flask_migrate
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.audit import log
from app.core import clock
from app.custody import (
    adopting,
    backups,
    installation,
    nightly,
    queries,
    restoring,
    settling,
    stamp,
)
from app.custody.failures import CustodyFailure
from app.custody.manifest import Manifest
from app.custody.previous import Previous
from app.custody.stamp import Stamp
from app.extensions import begin_write, db
from app.operations.checks import MIGRATIONS

backup = AppGroup("backup", help="Backups, and bringing them back.")

GIB = 1 << 30
_epoch = click.option(
    "--epoch", type=click.IntRange(min=2), help="Begin this epoch instead of the next."
)
_which = click.argument("backup_id", default="")


@contextmanager
def _refusing() -> Iterator[None]:
    """A failure becomes one line and exit code 1."""
    try:
        yield
    except CustodyFailure as failure:
        raise click.ClickException(str(failure)) from failure


@backup.command("create")
def create() -> None:
    """Make a backup now and read it again."""
    with _refusing():
        made = nightly.back_up()
    click.echo(_("Backup %(id)s is verified: %(line)s.", id=made.id, line=_line(made)))


@backup.command("verify")
@_which
def verify(backup_id: str) -> None:
    """Read a whole backup again, the newest one unless another is named."""
    with _refusing():
        made = nightly.verify(backup_id or _newest())
    click.echo(_("Backup %(id)s is verified: %(line)s.", id=made.id, line=_line(made)))


def _newest() -> str:
    """The newest backup that counts, readable or not; without one, the newest that can be read."""
    counting = queries.state().newest
    if counting is not None:
        return counting.id
    there = backups.found()
    if not there:
        raise click.ClickException(_("There is no backup yet."))
    return there[-1].id


@backup.command("list")
def list_backups() -> None:
    """Show every backup that can be brought back."""
    known = queries.all_known()
    for made in backups.found():
        row = known.get(made.id)
        counts = _("verified") if row and row.verified_ms else _("not verified")
        click.echo("\t".join((made.id, str(made.epoch), counts, _line(made))))


@backup.command("status")
def status() -> None:
    """Say how old the newest verified backup is; exit code 1 when that is an alarm."""
    state = queries.state()
    hours = state.age_ms // 3_600_000
    if state.newest:
        click.echo(_("The newest verified backup is %(hours)s hours old.", hours=hours))
    else:
        click.echo(_("There is no verified backup since %(hours)s hours.", hours=hours))
    if state.last_problem:
        click.echo(_("The last try failed: %(reason)s.", reason=state.last_problem))
    if state.overdue:
        raise click.ClickException(_("A backup is overdue. Phones keep their photos until then."))


@backup.command("restore")
@_which
@click.option("--replace", is_flag=True, help="Move what is there aside first.")
@click.option("--older", is_flag=True, help="Take a backup although a newer one is there.")
@_epoch
def restore(backup_id: str, replace: bool, older: bool, epoch: int | None) -> None:
    """Bring the newest backup back, or the one named; stop the server and the worker first."""
    wish = restoring.Wish(backup_id, replace=replace, older=older, epoch=epoch)
    with _refusing():
        brought = restoring.bring_back(wish)
    flask_migrate.upgrade(str(MIGRATIONS))
    settled = _settle(brought.epoch, brought.backup.sha256, brought.previous, brought.right)
    click.echo(
        _(
            "Brought %(id)s back: epoch %(epoch)s, %(line)s. Photos expected again: %(reopened)s.",
            id=brought.backup.id,
            epoch=brought.epoch,
            line=_line(brought.backup),
            reopened=settled.reopened,
        )
    )
    click.echo(_("What was there before lies in %(folder)s.", folder=brought.aside))


@backup.command("adopt")
@_epoch
def adopt(epoch: int | None) -> None:
    """Take the database in place as an older one that was brought back by other means."""
    with _refusing():
        begun, previous = adopting.adopt(epoch)
    settled = _settle(begun, "", previous, frozenset())
    click.echo(
        _(
            "The log goes on in epoch %(epoch)s. Photos expected again: %(reopened)s.",
            epoch=begun,
            reopened=settled.reopened,
        )
    )


def _settle(
    epoch: int, backup_sha256: str, previous: Previous, right: Set[str]
) -> settling.Settled:
    begin_write()
    settled = settling.settle(
        epoch=epoch, backup_sha256=backup_sha256, previous=previous, right=right
    )
    db.session.commit()
    stamp.write(installation.data_dir(), Stamp(epoch, log.size()))
    return settled


def _line(made: Manifest) -> str:
    at = clock.to_local(made.made_ms)
    return _(
        "%(at)s, %(leaves)s log entries, %(photos)s photos, %(gib)s GiB",
        at=f"{at:%Y-%m-%d %H:%M}",
        leaves=made.log_size,
        photos=made.photos,
        gib=f"{made.photo_bytes / GIB:.1f}",
    )
