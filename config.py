"""Every setting with its meaning; refuses to start on a bad one, naming all problems at once."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "0.1.0"
# As browsers write an Origin header: lower case, no path (RFC 6454 §6.2).
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
MODES = ("production", "demo", "test")
DATABASES = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""How people write a database's address, and what SQLAlchemy calls it with our driver."""


class BadConfiguration(SystemExit):
    """The process must not start; the message lists every problem at once."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one process. Upper-case names, so that Flask takes them as they are."""

    MODE: str
    """`production`, `demo` (demo data allowed, plain HTTP on the loopback address) or `test`."""

    DATA_DIR: Path
    """Folder of the SQLite database, photos, derivatives and the receipt key."""

    SQLALCHEMY_DATABASE_URI: str
    """Where the case database is (`DATABASE_URL`): SQLite in DATA_DIR unless set, or PostgreSQL."""

    PUBLIC_ORIGIN: str
    """Scheme, host and port that browsers use, such as https://chengguan.example.gov.cn."""

    SESSION_HOURS: int = 12
    """How long a signed-in session lasts."""

    TICKET_DAYS: int = 45
    """How long an upload ticket lasts after it was last used."""

    BACKUP_DIR: Path = Path("backups")
    """Folder of the backups; `backups` in DATA_DIR unless set. Best on another disk."""

    BACKUP_HOUR: int | None = 2
    """Hour of the day (Asia/Shanghai) at which the worker makes the backup; None is never."""

    POSTGRES_PROGRAMS: Path | None = None
    """Folder of pg_dump and pg_restore; those of the PATH unless set."""

    MIN_FREE_MB: int = 2048
    """Free disk space below which no photo is taken in; records are, down to a tenth of it."""

    DEMO_PASSWORD: str = ""
    """Password of the demo logins; a random one is made per installation when empty."""

    WATERMARK_FONT: Path = (
        Path(__file__).parent
        / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"
    )
    """TrueType font that writes the text under watermarked copies; npm brings the default."""

    BUILD_COMMIT: str = "unknown"
    """Source revision shown at /version."""

    TESTING: bool = False
    RATELIMIT_STORAGE_URI: str = "memory://"
    WTF_CSRF_ENABLED: bool = False  # guarded by Fetch Metadata in one place: app/guards.py
    BABEL_DEFAULT_LOCALE: str = "zh_CN"
    BABEL_DEFAULT_TIMEZONE: str = "Asia/Shanghai"
    MAX_CONTENT_LENGTH: int = 4 * 1024 * 1024
    """Largest request body in bytes; photos come in chunks of at most 1 MiB."""

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by HTTPS (cookie prefix, HSTS)."""
        return self.PUBLIC_ORIGIN.startswith("https://")


def _whole_number(
    env: Mapping[str, str], name: str, default: int, low: int, high: int, problems: list[str]
) -> int:
    text = env.get(name, str(default))
    if not text.isdecimal() or not low <= int(text) <= high:
        problems.append(f"{name} must be a whole number from {low} to {high}, not {text!r}")
        return default
    return int(text)


def _database(env: Mapping[str, str], data_dir: Path, problems: list[str]) -> str:
    url = env.get("DATABASE_URL", f"sqlite:///{data_dir / 'wuzhi.db'}")
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in DATABASES:
        # Not the address itself: it may hold a password.
        problems.append("DATABASE_URL must begin with postgresql:// or sqlite:///")
    return f"{DATABASES.get(scheme, scheme)}://{rest}"


def _backups(env: Mapping[str, str], data_dir: Path, problems: list[str]) -> dict[str, Any]:
    """The settings of keeping what was received."""
    hour: int | None = None
    if env.get("BACKUP_HOUR") != "off":
        hour = _whole_number(env, "BACKUP_HOUR", 2, 0, 23, problems)
    programs = env.get("POSTGRES_PROGRAMS", "")
    return {
        "BACKUP_DIR": Path(env.get("BACKUP_DIR") or data_dir / "backups").resolve(),
        "BACKUP_HOUR": hour,
        "POSTGRES_PROGRAMS": Path(programs).resolve() if programs else None,
        "MIN_FREE_MB": _whole_number(
            env, "MIN_FREE_MB", Config.MIN_FREE_MB, 1, 10_000_000, problems
        ),
    }


def _password(env: Mapping[str, str], problems: list[str]) -> str:
    password = env.get("DEMO_PASSWORD", "")
    if password and len(password) < 8:
        problems.append("DEMO_PASSWORD must hold at least 8 characters")
    return password


def from_environment(env: Mapping[str, str] | None = None) -> Config:
    """Read the settings from the environment.

    Raises:
        BadConfiguration: with one line for each bad setting.
    """
    env = os.environ if env is None else env
    problems: list[str] = []
    mode = env.get("MODE", "production")
    if mode not in MODES:
        problems.append(f"MODE must be one of {', '.join(MODES)}, not {mode!r}")
    origin = env.get("PUBLIC_ORIGIN", "").rstrip("/")
    port = _whole_number(env, "PORT", 8000, 1, 65_535, problems)
    if mode == "production" and not origin.startswith("https://"):
        problems.append("PUBLIC_ORIGIN must be the https:// address that browsers use")
    elif origin and not ORIGIN.fullmatch(origin):
        problems.append(f"PUBLIC_ORIGIN must be scheme, host and port alone, not {origin!r}")
    elif not origin:
        origin = f"http://127.0.0.1:{port}"
    data_dir = Path(env.get("DATA_DIR", "var")).resolve()
    sessions = _whole_number(env, "SESSION_HOURS", Config.SESSION_HOURS, 1, 24 * 30, problems)
    tickets = _whole_number(env, "TICKET_DAYS", Config.TICKET_DAYS, 1, 365, problems)
    database = _database(env, data_dir, problems)
    backups = _backups(env, data_dir, problems)
    password = _password(env, problems)
    if problems:
        raise BadConfiguration("\n".join(problems))
    return Config(
        MODE=mode,
        DATA_DIR=data_dir,
        SQLALCHEMY_DATABASE_URI=database,
        PUBLIC_ORIGIN=origin,
        SESSION_HOURS=sessions,
        TICKET_DAYS=tickets,
        DEMO_PASSWORD=password,
        WATERMARK_FONT=Path(env.get("WATERMARK_FONT", Config.WATERMARK_FONT)).resolve(),
        BUILD_COMMIT=env.get("BUILD_COMMIT", Config.BUILD_COMMIT),
        TESTING=mode == "test",
        **backups,
    )
