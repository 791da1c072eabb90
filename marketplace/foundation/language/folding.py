"""Folding: one spelling for what people type in many ways."""

from __future__ import annotations

import re
import unicodedata

# Signs that stand inside words without parting them: soft hyphens, joiners, marks of direction, apostrophes.
_INSIDE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff'`´‘’ʼ"
_SILENT = dict.fromkeys(map(ord, _INSIDE))
_SPELLED = _SILENT | str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ö": "oe", "ä": "ae", "ü": "ue", "đ": "d", "ł": "l"}
    | dict.fromkeys("\u2010\u2011\u2212", "-")
)
# "e-learning" and "elearning" are one word, "R & D" and "R&D" too.
_LONE_LETTER = re.compile(r"(?<![a-z0-9+#&.-])([a-z])-(?=[a-z]{3})")
_NUMBERED = re.compile(r"(?<![a-z0-9.-])([0-9])-([a-z])(?![a-z0-9-])")  # 3-D
_TWO_LETTERS = re.compile(r"(?<![a-z0-9])([a-z]) ?& ?([a-z])(?![a-z0-9])")
WORD = re.compile(r"\.net(?![a-z0-9])|[0-9]+(?:\.[0-9]+)+|[a-z]&[a-z](?![a-z0-9])|[a-z0-9]+(?:\+\+|#)?")


def fold(text: str) -> str:
    """Lower case, æ/ø/å as ae/oe/aa, no accents, apostrophes and soft hyphens gone.

    `fold("Læring på Åen")` is "laering paa aaen".
    """
    if text.isascii():
        return text.lower().translate(_SILENT)
    whole = unicodedata.normalize("NFKC", text.translate(_SILENT))  # å may come as a and a ring
    apart = unicodedata.normalize("NFKD", whole.casefold().translate(_SPELLED))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_SPELLED)


def tie(folded: str) -> str:
    """A folded text with lone letters tied to the word they belong to: "elearning", "r&d"."""
    if "&" in folded:
        folded = _TWO_LETTERS.sub(r"\1&\2", folded)
    if "-" in folded:
        folded = _NUMBERED.sub(r"\1\2", _LONE_LETTER.sub(r"\1", folded))
    return folded


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order.

    C#, C++, .NET, R&D and 3.5 stay whole, e-learning is "elearning"; all other stops part words.
    """
    return WORD.findall(tie(fold(text)))


def slug(text: str) -> str:
    """A text as a part of an address: "Nykøbing F" is "nykoebing-f"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
