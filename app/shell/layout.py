"""What every server-rendered page needs: built files, icons, the language."""

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

from app.shell import assets


def init_app(app: Flask) -> None:
    """Hand these names to every template."""
    app.context_processor(page_words)


def page_words() -> dict[str, object]:
    """The names that layout.html uses."""
    return {
        "asset_url": assets.asset_url,
        "icon_url": assets.icon_url,
        # The sprite is our own file, drawn by hand and holding no script.
        "sprite": Markup(assets.sprite()),  # noqa: S704
        "locale": str(get_locale()),
    }
