"""Everything the environment may say, read once at start; what is missing or wrong is said all at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlparse

from marketplace.foundation.errors import RuleBroken
from marketplace.organisations.rules import clean_cvr


def database_url(env: Mapping[str, str] | None = None) -> str:
    """Where the database is: DATABASE_URL, or SQLite under INSTANCE_DIR (whose folder is made)."""
    env = os.environ if env is None else env
    instance = Path(env.get("INSTANCE_DIR") or "instance").resolve()
    given = env.get("DATABASE_URL", "").strip()
    if not given:
        with suppress(OSError):  # a folder that cannot be made is said by from_env
            instance.mkdir(parents=True, exist_ok=True)
    return given or f"sqlite:///{instance / 'market.db'}"


class ConfigError(SystemExit):
    """The environment is incomplete or wrong; the message is one line per thing to mend."""


@dataclass(frozen=True)
class Config:
    """What the app needs to know; see docs/operations.md for every name."""

    database_url: str
    instance_dir: Path
    secret_key: str
    site_url: str
    demo: bool
    operator_name: str
    operator_cvr: str
    smtp_url: str = ""
    mail_from: str = ""
    log_level: str = "INFO"
    port: int = 8000
    search_engine: str = "whoosh"
    trusted_proxies: int = 0
    worker_thread: bool = False
    testing: bool = False

    @property
    def secure(self) -> bool:
        """Whether the site is served over https, so that cookies may demand it."""
        return self.site_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Config:
        """The configuration of this process, or `ConfigError` naming everything that is wrong."""
        env = os.environ if env is None else env
        wrong: list[str] = []
        demo = env.get("DEMO", "") in ("1", "true", "yes")
        instance = Path(env.get("INSTANCE_DIR") or "instance").resolve()

        def needed(name: str, in_demo: str) -> str:
            value = env.get(name, "").strip()
            if value or demo:
                return value or in_demo
            wrong.append(f"{name} is missing (or set DEMO=1 for the demo market)")
            return ""

        def whole(name: str, default: int) -> int:
            value = env.get(name, "").strip() or str(default)
            if value.isascii() and value.isdigit():
                return int(value)
            wrong.append(f"{name} must be a whole number, not {value!r}")
            return default

        port = whole("PORT", 8000)
        if not 0 < port < 65_536:
            wrong.append(f"PORT must be from 1 to 65535, not {port}")
        site = needed("SITE_URL", f"http://127.0.0.1:{port}").rstrip("/")
        parts = urlparse(site)
        if site and (
            parts.scheme not in ("http", "https") or not parts.hostname or site != f"{parts.scheme}://{parts.netloc}"
        ):
            wrong.append(f"SITE_URL must be like https://example.dk, not {site!r}")
        secret = env.get("SECRET_KEY", "").strip()
        if secret and len(secret) < 32:
            wrong.append("SECRET_KEY must have at least 32 characters")
        if not secret and not demo:
            wrong.append("SECRET_KEY is missing (or set DEMO=1 for the demo market)")
        try:
            instance.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            wrong.append(f"INSTANCE_DIR must be a folder we may write in, not {str(instance)!r} ({fault.strerror})")
        database = database_url(env)
        if not database.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            wrong.append("DATABASE_URL must begin with sqlite:/// or postgresql://")
        smtp, sender = env.get("SMTP_URL", "").strip(), env.get("MAIL_FROM", "").strip()
        if not demo and not smtp:
            wrong.append("SMTP_URL is missing (smtp://user:password@host:587), or set DEMO=1 for the outbox page")
        if smtp and (urlparse(smtp).scheme not in ("smtp", "smtps") or not urlparse(smtp).hostname):
            wrong.append("SMTP_URL must be like smtp://user:password@host:587 or smtps://host:465")
        if smtp and not sender:
            wrong.append("MAIL_FROM is missing: the address that mails come from")
        if sender and "@" not in sender:
            wrong.append(f"MAIL_FROM must be an address like torvet@example.dk, not {sender!r}")
        engine = env.get("SEARCH_ENGINE", "").strip() or "whoosh"
        if engine not in ("whoosh", "tantivy"):
            wrong.append(f"SEARCH_ENGINE must be whoosh or tantivy, not {engine!r}")
        if engine == "tantivy" and find_spec("tantivy") is None:
            wrong.append("SEARCH_ENGINE is tantivy, but it is not installed: pip install 'kompetencetorvet[tantivy]'")
        level = (env.get("LOG_LEVEL", "").strip() or "INFO").upper()
        if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            wrong.append(f"LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {level!r}")
        operator_name = needed("OPERATOR_NAME", "Kompetencetorvet Demo")
        operator_cvr = needed("OPERATOR_CVR", "10000009")
        try:
            operator_cvr = clean_cvr(operator_cvr) if operator_cvr else ""
        except RuleBroken:
            wrong.append(f"OPERATOR_CVR must be a Danish CVR number of 8 digits, not {operator_cvr!r}")
        proxies = whole("TRUSTED_PROXIES", 0)
        if wrong:
            raise ConfigError("Kompetencetorvet cannot start:\n  " + "\n  ".join(wrong))
        return cls(
            database_url=database,
            instance_dir=instance,
            secret_key=secret or _kept_secret(instance),
            site_url=site,
            demo=demo,
            operator_name=operator_name,
            operator_cvr=operator_cvr,
            smtp_url=smtp,
            mail_from=sender or "kompetencetorvet@localhost",
            log_level=level,
            port=port,
            search_engine=engine,
            trusted_proxies=proxies,
            worker_thread=demo,
        )


def _kept_secret(instance: Path) -> str:
    """The demo market's own secret, made once and kept beside its database."""
    path = instance / "secret_key"
    if not path.exists():
        part = instance / f"secret_key.{os.getpid()}"
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # processes that start together must end with one secret: the first one's
            os.link(part, path)
        part.unlink()
    return path.read_text()
