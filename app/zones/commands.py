"""`flask --app wsgi zone …`"""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.extensions import begin_write, db
from app.zones import actions, importing, queries
from app.zones.problems import ZonesRefused

zone = AppGroup("zone", help="Day and night zones.")

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_demo = click.option("--demo", is_flag=True, help="Mark every zone as a demo zone.")


@zone.command("import")
@_file
@_demo
def import_file(file: Path, demo: bool) -> None:
    """Bring the zones of a GeoJSON file (WGS-84) into force."""
    try:
        text = importing.decode(file.read_bytes())
        begin_write()
        done = actions.import_geojson(text, actor="system", demo=demo)
    except ZonesRefused as refused:
        raise _refusal(refused) from refused
    db.session.commit()
    click.echo(
        _(
            "%(added)s zones added, %(changed)s changed, %(unchanged)s as before.",
            added=done.added,
            changed=done.changed,
            unchanged=done.unchanged,
        )
    )


@zone.command("check")
@_file
@_demo
def check(file: Path, demo: bool) -> None:
    """Check a GeoJSON file and store nothing."""
    try:
        drafts = importing.read_geojson(importing.decode(file.read_bytes()), demo=demo)
    except ZonesRefused as refused:
        raise _refusal(refused) from refused
    click.echo(_("%(count)s zones can be imported.", count=len(drafts)))


@zone.command("list")
def list_zones() -> None:
    """Show the zones in force."""
    for each, version in queries.current_zones():
        hours = ", ".join(f"{span['open']}–{span['close']}" for span in version.hours)
        mark = _("demo, not confirmed") if version.demo else ""
        click.echo("\t".join((each.code, f"v{version.version}", hours, version.name, mark)))


def _refusal(refused: ZonesRefused) -> click.ClickException:
    lines = [refused.sentence(), *(error.sentence() for error in refused.errors)]
    return click.ClickException("\n".join([*lines, str(refused.next_step)]))
