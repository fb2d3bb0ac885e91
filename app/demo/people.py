"""Who the demo's people are, and their one password per installation."""

import json
import os
import secrets
from pathlib import Path

from flask import current_app

from app.accounts import actions, passwords, queries
from app.accounts.rules import Role

PEOPLE_FILE = Path(__file__).parent / "data" / "people.json"
PASSWORD_NAME = "demo-password"  # noqa: S105 -- the name of a file


def password() -> str:
    """The password of all demo logins: the setting, or one made once for this installation."""
    configured: str = current_app.config["DEMO_PASSWORD"]
    path: Path = current_app.config["DATA_DIR"] / PASSWORD_NAME
    if configured:
        return configured
    if path.exists():
        return path.read_text().strip()
    made = secrets.token_urlsafe(9)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as password_file:
        password_file.write(made)
    return made


def seed() -> list[str]:
    """Make the demo people, or give those who exist the current password; returns user names."""
    secret = password()
    usernames = []
    for entry in json.loads(PEOPLE_FILE.read_text(encoding="utf-8")):
        known = queries.person_by_username(entry["username"])
        if known is None:
            actions.create_person(
                username=entry["username"],
                name=entry["name"],
                role=Role(entry["role"]),
                squadron=entry["squadron"],
                cert_no=entry["cert_no"],
                password=secret,
                actor="system",
            )
        elif not passwords.matches(known.password_hash, secret):
            actions.set_password(known, secret, actor="system")
        usernames.append(entry["username"])
    return usernames
