"""The words Danish compounds are taken apart into: grown from what the market itself says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from marketplace.catalogue.queries.indexing import public_texts
from marketplace.competences.queries import all_labels
from marketplace.competences.service import keep_lexicon
from marketplace.foundation.errands import Outside
from marketplace.foundation.language.lexicon import Lexicon, grow

GROW = "search.grow_lexicon"


def grow_lexicon(now: datetime) -> bool:
    """Grow the lexicon from the vocabulary's labels and the public catalogue's texts; True when it is a new one.

    A new one is announced, and the index is then built anew by whoever follows the facts.
    """
    return keep_lexicon(_grown(), now)


def _grown(_turn: str = "") -> Lexicon:
    return grow(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for line in all_labels():
        yield line.lang, line.text
    for text in public_texts():
        yield from (("da", text.da), ("en", text.en))


def _keep(_turn: str, grown: Lexicon, now: datetime) -> None:
    keep_lexicon(grown, now)


# Every night's growth, in three steps: the catalogue is read and counted outside any transaction, so nobody who
# writes waits for it.
GROWING = Outside(lambda turn, _now: turn, _grown, _keep)
