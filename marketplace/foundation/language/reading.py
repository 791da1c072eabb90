"""Reading a text into words with what stood around them, before anything is known of their meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from marketplace.foundation.language.folding import WORD, fold, tie

LONGEST_WORD = 60  # signs; what is longer is no word of either language
LONGEST_PIECE = 1000  # signs without a space between that are read
_BLENDS = ("SoMe",)  # names with capitals inside that are a stop word without them
_FULL_STOPS = ".!?"
_CACHED = 40  # signs of a piece of text that is worth remembering
_ADDRESS = re.compile(r"(?:[a-z]+://|www\.)\S+|\S+@\S+\.\S+|(?<![\w.-])[\w.-]+\.dk\b\S*", re.IGNORECASE)
_TYPED = re.compile(r"[^\W_]+(?:\+\+|#)?")
_EDGES = re.compile(r"^[^\w.]+|[^\w+#]+$")
_AND = re.compile(r"(?<!\S)(\w) & (\w)(?!\w)")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word as it stood in a text."""

    word: str
    typed: str = ""  # as it was typed, for showing
    tied: bool = False  # by a hyphen or an inner dot to the word before: IT-sikkerhed, Node.js
    capitals: bool = False  # IT, not it; SoMe, not some
    hangs: bool = False  # "miljø-" waits for the end of a later word: miljø- og energiledelse
    leads: bool = False  # "-ledere" waits for the beginning of an earlier one: salgschefer og -ledere
    ends: bool = False  # a stop, a bullet or a new line follows: no phrase goes on from here
    closes: bool = False  # a full stop or a new line: the sentence is over


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order; e-mail addresses and addresses of pages are no words."""
    if " & " in text:
        text = _AND.sub(r"\1&\2", text)
    for line in text.splitlines():
        last: Token | None = None
        for piece in line.split():
            read = _read(piece) if len(piece) <= _CACHED else _read.__wrapped__(piece[:LONGEST_PIECE])
            if not read:
                last = replace(last, ends=True) if last is not None and piece != "&" else last
                continue
            if last is not None:
                yield last
            yield from read[:-1]
            last = read[-1]
        if last is not None:
            yield replace(last, ends=True, closes=True)


@lru_cache(maxsize=50_000)
def _read(piece: str) -> tuple[Token, ...]:
    """The words of a piece of text without spaces."""
    if "." in piece or "/" in piece:
        piece = _ADDRESS.sub(",", piece)
    folded = tie(fold(piece))
    found = list(WORD.finditer(folded))
    shown = unicodedata.normalize("NFC", piece)
    typed = _TYPED.findall(shown) if len(found) != 1 else [_EDGES.sub("", shown)]
    read = []
    for number, match in enumerate(found):
        before = folded[found[number - 1].end() : match.start()] if number else ""
        after = folded[match.end() : found[number + 1].start()] if number + 1 < len(found) else folded[match.end() :]
        word = match.group()
        if len(word) > LONGEST_WORD:
            continue
        read.append(
            Token(
                word,
                typed=typed[number] if len(typed) == len(found) else word,
                tied=before in ("-", "."),
                capitals=(word.upper() in piece or piece.startswith(_BLENDS)) and not word.isdigit(),
                leads=number == 0 and match.start() == 1 and folded[0] == "-",
                hangs=after.startswith("-") and number + 1 == len(found),
                closes=number + 1 == len(found) and not word.isdigit() and any(sign in _FULL_STOPS for sign in after),
                ends=after not in ("", "-", "&") and not (after == "." and number + 1 < len(found)),
            )
        )
    return tuple(read)
