"""Points of the dot map: where a place is drawn, and which numbers share a mark because they would overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

WIDTH, HEIGHT = 560, 683
_NARROW = cos(radians(56))
_SCALE = 536 / (4.70 * _NARROW)
_BORNHOLM_WEST = 14.5
_KM_PER_DEGREE = 111.2
NEAR_KM = 50


@dataclass(frozen=True, slots=True)
class Point:
    """A mark on the map in its own units; a plain dot where the label is empty."""

    x: int
    y: int
    label: str = ""


def place(lat: float, lon: float) -> tuple[int, int]:
    """Where a point in degrees is drawn; Bornholm stands in its frame top right."""
    if lon > _BORNHOLM_WEST:
        return round(498 + (lon - 14.9) * _NARROW * _SCALE), round(74 + (55.13 - lat) * _SCALE)
    return round(12 + (lon - 8.05) * _NARROW * _SCALE), round(12 + (57.78 - lat) * _SCALE)


def ring(km: int) -> int:
    """A distance in map units."""
    return round(km / _KM_PER_DEGREE * _SCALE)


def dots(places: Iterable[tuple[float, float]]) -> list[Point]:
    """Plain dots, each spot once."""
    return [Point(x, y) for x, y in dict.fromkeys(place(lat, lon) for lat, lon in places)]


def numbered(places: Iterable[tuple[int, float, float]]) -> list[Point]:
    """Numbered marks; those that would lie upon each other share one, with their numbers in order."""
    groups: list[tuple[list[int], int, int]] = []
    for number, lat, lon in places:
        groups.append(([number], *place(lat, lon)))
    joined = True
    while joined:
        joined = False
        for at, (numbers, x, y) in enumerate(groups):
            for other, (more, x2, y2) in enumerate(groups[at + 1 :], at + 1):
                reach = _half(_words(numbers)) + _half(_words(more))
                if abs(x - x2) < reach and abs(y - y2) < 50:
                    whole = sorted(numbers + more)
                    weight = len(numbers) + len(more)
                    middle = (
                        (x * len(numbers) + x2 * len(more)) // weight,
                        (y * len(numbers) + y2 * len(more)) // weight,
                    )
                    groups[at] = (whole, *middle)
                    del groups[other]
                    joined = True
                    break
            if joined:
                break
    marks = []
    for numbers, x, y in groups:
        label = _words(numbers)
        half = _half(label)
        marks.append(Point(min(max(x, half + 2), WIDTH - half - 2), min(max(y, 27), HEIGHT - 27), label))
    return marks


def _words(numbers: list[int]) -> str:
    """ "2, 5"; runs of numbers as "1–4"; with too many to write, how many more there are."""
    parts: list[str] = []
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            first, last = numbers[start], numbers[at - 1]
            if last - first > 1:
                parts.append(f"{first}–{last}")
            else:
                parts.extend(str(number) for number in numbers[start:at])
            start = at
    return ", ".join(parts) if len(parts) <= 3 else f"{', '.join(parts[:2])} …"


def _half(label: str) -> int:
    """Half the width of a mark, as parts/map.html draws it."""
    return max(25, 9 * len(label) + 8)
