"""In which order offers that answer stand, said once and plainly; the index must agree with it. Pure.

What a search asks of runs counts here too: price, start and distance are those of the best run that passes. Ties go by
the start of that soonest run, then by ref, so that pages never overlap and a rebuild changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.geography.rules import alphabetical
from marketplace.search.rules.asking import Near
from marketplace.search.rules.documents import NO_START, DocumentRun, OfferDocument
from marketplace.search.rules.facets import km_from

TITLE_BYTES = 32  # by which titles are told apart in order: what lies behind does not count
LAST = 1 << 62
METRES = 1000


def title_key(title: tuple[str, str], language: str) -> bytes:
    """What a title is sorted by where it is shown in a language: the Danish alphabet, cut where nobody reads on."""
    da, en = title
    said = (en or da) if language == "en" else (da or en)
    return alphabetical(said).encode()[:TITLE_BYTES].rstrip(b"\0")


def order_key(
    document: OfferDocument, runs: Sequence[DocumentRun], sort: str, language: str, near: Near | None
) -> tuple[int | bytes, int, str]:
    """The key of an offer in an order; `runs` are those that pass the filters."""
    start = min((run.starts for run in runs), default=NO_START)
    keys: dict[str, int | bytes] = {
        "price": min((run.price for run in runs if run.price >= 0), default=LAST),
        "start": start,
        "hours": document.hours,
        "quality": -round(document.prior * 1000),
        "distance": min((_metres(near, run) for run in runs), default=LAST),
        "title": title_key(document.title, language),
    }
    return keys[sort], start, document.ref


def _metres(near: Near | None, run: DocumentRun) -> int:
    km = km_from(near, run) if near is not None else None
    return LAST if km is None else int(km * METRES)
