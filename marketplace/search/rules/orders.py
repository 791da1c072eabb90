"""In which order offers that answer stand. Pure.

Price, start and distance are those of the best run that passes the filters; hours and quality those of the offer; an
offer without the fact asked for comes last. Ties go by the start of its soonest run that passes, then by ref, so that
pages never overlap, and neither the engine nor a rebuild changes anything.
"""

from __future__ import annotations

from marketplace.geography.rules import alphabetical

TITLE_BYTES = 32  # by which titles are told apart in order: what lies behind does not count
LAST = 1 << 62  # sorts after every price and distance
METRES = 1000  # of a kilometre: distances are told apart by the metre


def title_key(title: tuple[str, str], language: str) -> bytes:
    """What a title is sorted by where it is shown in a language: the Danish alphabet, cut where nobody reads on."""
    da, en = title
    said = (en or da) if language == "en" else (da or en)
    return alphabetical(said).encode()[:TITLE_BYTES].rstrip(b"\0")
