"""Short random references: what URLs and mails carry instead of database ids."""

from __future__ import annotations

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
REF_LENGTH = 12


def new_ref() -> str:
    """A new reference: 12 characters, ~59 bits, no letters that are read wrongly aloud."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(REF_LENGTH))


def new_printed_code() -> str:
    """A one-use code for paper: 16 characters in groups of four, ~79 bits."""
    raw = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(raw[at : at + 4] for at in range(0, 16, 4))


def plain_code(typed: str) -> str:
    """A printed code as typed, without the spaces, dashes and capitals people add."""
    return "".join(sign for sign in typed.lower() if sign in _ALPHABET)
