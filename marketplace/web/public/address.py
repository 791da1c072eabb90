"""The list's address as its links and forms carry it on, with some arguments changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import quote_plus

from marketplace.search.rules.addresses import KNOWN, MANY

COMPARED = "v"  # the refs ticked to be compared
# Chips taken away and added, and that the words are meant as typed: they belong to the words they were read from.
OF_THE_WORDS = ("uden", "med", "ordret")
_PAGE = "side"
_CARRIED = frozenset({*KNOWN, COMPARED} - {_PAGE})


class Address:
    """The arguments of a request that mean something here; the page of the list is left out, as another list begins.

    Each is quoted once: a page writes some thirty links, and a need may be 2,000 characters long.
    """

    def __init__(self, path: str, arguments: Mapping[str, Sequence[str]]) -> None:
        self.path = path
        self._pairs = [
            (name, value, f"{quote_plus(name)}={quote_plus(value)}")
            for name, values in arguments.items()
            if name in _CARRIED
            for value in dict.fromkeys(values[:MANY])
            if value.strip()
        ]

    def values(self, name: str) -> list[str]:
        """The values of one argument."""
        return [value for has, value, _quoted in self._pairs if has == name]

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """What a form on the page carries along, except the arguments it asks for itself."""
        return [(name, value) for name, value, _quoted in self._pairs if name not in but]

    def query(self, *gone: str, only: Collection[str] = (), **put: str | int | Sequence[str]) -> str:
        """The part from the question mark on, without the arguments named and with those put in their place.

        `only` names the arguments another page knows; "" where nothing is left.
        """
        kept = [
            quoted
            for name, _value, quoted in self._pairs
            if name not in gone and name not in put and (not only or name in only)
        ]
        for name, value in put.items():
            many = [str(value)] if isinstance(value, str | int) else value
            kept += [f"{name}={quote_plus(one)}" for one in many if one]
        return f"?{'&'.join(kept)}" if kept else ""

    def url(self, *gone: str, only: Collection[str] = (), **put: str | int | Sequence[str]) -> str:
        """The list's address with such a query."""
        return self.path + self.query(*gone, only=only, **put)
