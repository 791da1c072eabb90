"""Folding: one spelling for what people type in many ways."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ö": "oe", "ä": "ae", "ü": "ue", "đ": "d", "ł": "l"}
)
# Signs that stand inside words without parting them: soft hyphens, joiners and the apostrophes people type.
_SILENT = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff'`´‘’ʼ"))
_WORD = re.compile(r"\.net(?![a-z0-9])|[0-9]+(?:\.[0-9]+)+|[a-z0-9]+(?:\+\+|#)?")


def fold(text: str) -> str:
    """Lower case, æ/ø/å as ae/oe/aa, no accents, apostrophes and soft hyphens gone.

    `fold("Læring på Åen")` is "laering paa aaen".
    """
    whole = unicodedata.normalize("NFKC", text.translate(_SILENT))  # å may come as a and a ring
    apart = unicodedata.normalize("NFKD", whole.casefold().translate(_LETTERS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order; C#, C++, .NET and 3.5 stay whole, all other stops part words."""
    return _WORD.findall(fold(text))


def slug(text: str) -> str:
    """A text as a part of an address: "Nykøbing F" is "nykoebing-f"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
