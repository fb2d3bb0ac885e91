"""`flask --app wsgi audit …`"""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.audit import checkpoints, log, signing
from app.audit.verifying import kept
from app.audit.verifying.broken import Broken
from app.audit.verifying.kept import Kept, NotOurs
from app.core import clock
from app.extensions import begin_write, db
from app.operations import verification

audit = AppGroup("audit", help="The log of who did what, and its checkpoints.")

NOUNS = {
    "checkpoints": _l("Checkpoints"),
    "restores": _l("Restores from a backup"),
    "records": _l("Records"),
    "revisions": _l("Revisions"),
    "facts": _l("Facts"),
    "photos": _l("Photos"),
    "photos still to come": _l("Photos still to come"),
    "links": _l("Links in the chains of phones"),
    "decisions": _l("Decisions"),
}
"""What the witnesses counted, in the reader's language."""


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


@audit.command("verify")
@click.option(
    "--kept",
    "kept_files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A checkpoint or a receipt that a phone or somebody else kept; may be given again.",
)
def verify(kept_files: tuple[Path, ...]) -> None:
    """Recompute the log and all that it tells of; name the first thing that was changed."""
    try:
        signing.raw_public_key()
        verified = verification.verify([_kept(file) for file in kept_files])
    except signing.NoReceiptKey as error:
        raise click.ClickException(
            _("The receipt key is missing. Without it nothing that was signed can be checked.")
        ) from error
    except Broken as broken:
        raise click.ClickException(
            _("Broken: %(where)s: %(what)s.", where=broken.where, what=broken.what)
        ) from broken
    found = verified.log
    click.echo(_("Leaves: %(count)s", count=found.leaves))
    click.echo(_("Leaves that no checkpoint covers yet: %(count)s", count=found.uncovered))
    for name, count in found.counts.items():
        click.echo(f"{NOUNS[name]}: {count}")
    click.echo(_("Bytes of originals read: %(count)s", count=verified.photo_bytes))
    click.echo(_("Everything is as it was written."))


def _kept(file: Path) -> Kept:
    try:
        found = kept.read(file.read_text(encoding="utf-8"), file.name)
    except (NotOurs, UnicodeDecodeError) as error:
        raise click.ClickException(
            _("%(file)s is no checkpoint and no receipt of this server.", file=file)
        ) from error
    if found.epoch != log.current_epoch():
        raise click.ClickException(
            _("%(file)s is from before a restore: what was lost then is in its leaf.", file=file)
        )
    return found
