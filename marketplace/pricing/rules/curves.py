"""What any number of seats comes to by the cheapest plan, as straight pieces: for an index that has no plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.pricing.rules.allowed import MAX_SEATS
from marketplace.pricing.rules.listed import Priced
from marketplace.pricing.rules.plans import PerSeat, PerTeam, Plan, Shared


@dataclass(frozen=True, slots=True)
class Piece:
    """From this many seats on, until the next piece: so much flat, and so much for each seat; in øre net of VAT.

    Without a price: none (`flat` is None).
    """

    seats: int
    flat: int | None
    each: int = 0

    def net(self, seats: int) -> int | None:
        """What so many seats come to."""
        return None if self.flat is None else self.flat + self.each * seats


def price_pieces(plans: Sequence[Plan], *, ects_tenths: int | None = None, modules: int = 0) -> tuple[Piece, ...]:
    """The pieces of the cheapest of plans, as `list_price` says it: from 1 seat to the most that can be bought."""
    priced = [Priced(plan, ects_tenths, modules) for plan in plans if not isinstance(plan, Shared)]
    bends = sorted({1, *(seats for one in priced for seats in _bends(one))})
    found: list[Piece] = []
    for first, past in zip(bends, [*bends[1:], MAX_SEATS + 1], strict=True):
        lines = [line for one in priced if (line := _line(one, first, past)) is not None]
        for piece in _lowest(lines, first, past):
            if not found or (found[-1].flat, found[-1].each) != (piece.flat, piece.each):
                found.append(piece)
    return tuple(found)


def _bends(priced: Priced) -> Iterator[int]:
    """From how many seats on a plan counts in another way."""
    match priced.plan:
        case PerSeat():
            yield from (tier.seats for tier in priced.plan.tiers)
        case PerTeam():
            yield priced.plan.team_size + 1
    if priced.most < MAX_SEATS:
        yield priced.most + 1


def _line(priced: Priced, first: int, past: int) -> tuple[int, int] | None:
    """What a plan is flat and for each seat between two bends; None where it has no price there."""
    at_first = _net(priced, first)
    if at_first is None:
        return None
    at_second = _net(priced, first + 1) if first + 1 < past else None
    each = at_second.minor - at_first.minor if at_second is not None else 0
    return at_first.minor - each * first, each


def _net(priced: Priced, seats: int) -> Money | None:
    with suppress(RuleBroken):
        return priced.net(seats)
    return None


def _lowest(lines: Sequence[tuple[int, int]], first: int, past: int) -> Iterator[Piece]:
    """The least of straight lines from one number of seats up to another."""
    if not lines:
        yield Piece(first, None)
        return
    at = first
    while at < past:
        flat, each = min(lines, key=lambda line: (line[0] + line[1] * at, line[1]))
        yield Piece(at, flat, each)
        # Where another, which rises less, has come under this one.
        under = [(other - flat) // (each - slope) + 1 for other, slope in lines if slope < each]
        at = min(under, default=past)
