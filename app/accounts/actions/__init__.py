"""What is done to people, squadrons, one-time codes, sessions and tickets, by noun."""

from app.accounts.actions.codes import activate, check_code, issue_code, note_refused_activation
from app.accounts.actions.people import (
    create_person,
    disable_person,
    edit_person,
    enable_person,
    set_password,
)
from app.accounts.actions.sessions import (
    check_password,
    close_session,
    note_refused_sign_in,
    open_session,
)
from app.accounts.actions.squadrons import create_squadron, rename_squadron
from app.accounts.actions.tickets import issue_ticket, renew_ticket

__all__ = [
    "activate",
    "check_code",
    "check_password",
    "close_session",
    "create_person",
    "create_squadron",
    "disable_person",
    "edit_person",
    "enable_person",
    "issue_code",
    "issue_ticket",
    "note_refused_activation",
    "note_refused_sign_in",
    "open_session",
    "rename_squadron",
    "renew_ticket",
    "set_password",
]
