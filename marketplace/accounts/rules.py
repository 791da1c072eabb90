"""What a name, an address and a password must look like, and how often a sign-in may be tried."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.foundation.errors import RuleBroken

NAME_MAX = 120
EMAIL_MAX = 254
PASSWORD_MIN = 10
PASSWORD_MAX = 200
RESET_LASTS = timedelta(hours=2)
RESET_PAUSE = timedelta(minutes=2)  # a second click within it sends no second mail

# The most used passwords that are long enough to pass, Danish ones among them.
COMMON_PASSWORDS = frozenset(
    {
        "1234567890", "0123456789", "0987654321", "1234567891", "12345678910", "123456789a", "1q2w3e4r5t",
        "1qaz2wsx3edc", "qwertyuiop", "qwerty12345", "qwerty123456", "password123", "password1234", "passw0rd123",
        "adgangskode", "adgangskode1", "adgangskode123", "kodeord123", "kodeord1234", "kompetencetorvet",
        "velkommen1", "velkommen123", "sommer2026", "vinter2026", "danmark123", "iloveyou123", "letmein123",
        "administrator", "welcome123", "abcdefghij", "abcdefghijk", "hejmeddig1", "hejmeddig123",
    }
)  # fmt: skip

_EMAIL = re.compile(r"[^\s@,;<>()\"\[\]\\:]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")


def email_norm(typed: str) -> str:
    """An address as it is compared and stored: no spaces around it, case-folded."""
    return typed.strip().casefold()


def is_email(norm: str) -> bool:
    """Whether a text has the shape of an e-mail address (RFC 5321 lengths, one @, a domain with a dot)."""
    local = norm.partition("@")[0]
    if len(norm) > EMAIL_MAX or not norm.isprintable() or local.startswith(".") or local.endswith("."):
        return False
    return ".." not in norm and _EMAIL.fullmatch(norm) is not None


def clean_email(typed: str) -> str:
    """The address to store, or RuleBroken on the field "email"."""
    norm = email_norm(typed)
    if not is_email(norm):
        raise RuleBroken("accounts.email_shape", field="email")
    return norm


def clean_name(typed: str) -> str:
    """A name with single spaces, at most 120 characters, or RuleBroken on the field "name"."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())
    if not name:
        raise RuleBroken("accounts.name_missing", field="name")
    if len(name) > NAME_MAX:
        raise RuleBroken("accounts.name_long", field="name", most=NAME_MAX)
    return name


def check_password(password: str, address: str | None) -> None:
    """Refuse a password that is too short or long, is the person's own address, or is among the first guesses."""
    plain = password.strip().casefold()
    if len(password) < PASSWORD_MIN:
        raise RuleBroken("accounts.password_short", field="password", least=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        raise RuleBroken("accounts.password_long", field="password", most=PASSWORD_MAX)
    if address and plain in (address, address.partition("@")[0]):
        raise RuleBroken("accounts.password_is_address", field="password")
    if plain in COMMON_PASSWORDS or len(set(plain)) < 3:
        raise RuleBroken("accounts.password_common", field="password")


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed sign-ins lately: for this address, and from this place."""

    for_address: int
    from_place: int


TRIES_WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 5
TRIES_PER_PLACE = 50
LINKS_PER_PLACE = 20  # links mailed on a visitor's word: nobody fills strangers' mailboxes from here


def may_try(tries: Tries) -> bool:
    """Whether one more sign-in may be tried now."""
    return tries.for_address < TRIES_PER_ADDRESS and tries.from_place < TRIES_PER_PLACE


def may_have_mailed(lately: int) -> bool:
    """Whether a place may have one more link mailed now."""
    return lately < LINKS_PER_PLACE


def reset_has_expired(expires_at: datetime | None, now: datetime) -> bool:
    """Whether the link for a new password is too old, used, or was never asked for."""
    return expires_at is None or now >= expires_at


def reset_was_just_sent(expires_at: datetime | None, now: datetime) -> bool:
    """Whether a link was sent so lately that a second click is taken as the same one."""
    return expires_at is not None and now < expires_at - RESET_LASTS + RESET_PAUSE
