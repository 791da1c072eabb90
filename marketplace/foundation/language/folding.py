"""Folding: one spelling for what people type in many ways."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ö": "oe", "ä": "ae", "ü": "ue", "đ": "d", "ł": "l"}
)
_NOT_WORD = re.compile(r"[^a-z0-9+#.]+")


def fold(text: str) -> str:
    """Lower case, æ/ø/å as ae/oe/aa, no accents, apostrophes and soft hyphens gone.

    `fold("Læring på Åen")` is "laering paa aaen".
    """
    plain = text.casefold().replace("\u00ad", "").replace("’", "").replace("'", "").translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order; C#, C++ and .NET stay whole, sentence stops fall away."""
    found = (raw.rstrip(".") if raw.startswith(".n") else raw.strip(".") for raw in _NOT_WORD.split(fold(text)))
    return [word for word in found if word]


def slug(text: str) -> str:
    """A text as a part of an address: "Nykøbing F" is "nykoebing-f"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
