"""`flask --app wsgi demo …`"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.demo import people
from app.extensions import begin_write, db
from app.zones import actions as zones

demo = AppGroup("demo", help="Demo data; refused in production.")

DEMO_ZONES = Path(zones.__file__).parent / "data" / "demo_zones.geojson"


@demo.command("seed")
def seed() -> None:
    """Make the demo logins and the 43 demo zones; running it again changes nothing."""
    if current_app.config["MODE"] == "production":
        raise click.ClickException(_("Demo data is refused in production mode."))
    begin_write()
    usernames = people.seed()
    zones.import_geojson(DEMO_ZONES.read_text(encoding="utf-8"), actor="system", demo=True)
    db.session.commit()
    click.echo(_("Demo logins: %(names)s", names=" ".join(usernames)))
    click.echo(_("Password of all of them: %(password)s", password=people.password()))
