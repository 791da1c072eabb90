"""Links in mails: made when sent, checked when used, never stored.

A link carries a row's ref and an HMAC-SHA256 over ref, purpose, counter and expiry. The row keeps only
counter and expiry, so a repeated mail carries the same link; using or renewing it raises the counter.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

_key = b""


def use(secret_key: str) -> None:
    """Take the secret that signs links and keyed marks."""
    global _key
    _key = secret_key.encode()


def _mac(text: str) -> str:
    if not _key:
        raise RuntimeError("links are made before the secret key is known")
    return hmac.new(_key, text.encode(), hashlib.sha256).hexdigest()


def mark(purpose: str, text: str) -> str:
    """A keyed hash (64 hex digits) of something that must be compared but not stored: an address, a code."""
    return _mac(f"{purpose}|{text}")


def make_token(ref: str, purpose: str, counter: int, expires_at: datetime) -> str:
    """The secret part of a link."""
    return _mac(f"{ref}|{purpose}|{counter}|{int(expires_at.timestamp())}")[:40]


def is_token(token: str, ref: str, purpose: str, counter: int, expires_at: datetime | None) -> bool:
    """Whether a token belongs to this row, purpose, counter and expiry (constant time)."""
    if expires_at is None:
        return False
    return hmac.compare_digest(token.encode(), make_token(ref, purpose, counter, expires_at).encode())
