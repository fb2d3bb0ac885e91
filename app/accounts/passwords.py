"""Argon2id, with the parameters of the OWASP cheat sheet (19 MiB, 2 passes, 1 lane)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Checked when the user name is unknown, so that both refusals take the same time.
NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to keep, with its salt and parameters."""
    return _hasher.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
