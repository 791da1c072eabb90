"""The codes a search takes as options, from where they are defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marketplace.catalogue.rules import PARTICIPATIONS
from marketplace.foundation.errors import RuleBroken
from marketplace.geography.rules import REGIONS
from marketplace.organisations.rules import InstitutionKind
from marketplace.search.rules import ACCREDITED, ECTS_BUCKETS, HOURS_BUCKETS, SEATS, SORTS, START_WINDOWS
from marketplace.search.rules.weighing import Weights, check_weights

CHOICES: Mapping[str, Sequence[str]] = {
    "region": REGIONS,
    "participation": PARTICIPATIONS,
    "ects": tuple(ECTS_BUCKETS),
    "hours": tuple(HOURS_BUCKETS),
    "kind": tuple(kind.value for kind in InstitutionKind),
    "start": START_WINDOWS,
    "accredited": ACCREDITED,
    "seats": SEATS,
    "sort": SORTS,
}


def weights_of(typed: str) -> Weights:
    """Four steps from 0 to 3, parted by commas; the usual ones where nothing is typed."""
    if not typed.strip():
        return Weights()
    steps = [step.strip() for step in typed.split(",")]
    if len(steps) != 4 or not all(step.isascii() and step.isdigit() for step in steps):
        raise RuleBroken("search.not_in_range", field="weights", least=0, most=3)
    weights = Weights(*(int(step[:3]) for step in steps))
    check_weights(weights)
    return weights
