"""Made-up offers and needs for measuring, as many as wanted from one seed: words as unevenly spread as in a language.

Words are those of the project's own glossary, in both languages. Each of the 20 fields prefers some of them, each
competence is named by two or three, and an offer speaks of its competences, of its field, and of anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from marketplace.foundation.language.lists import glossary
from marketplace.search.rules import NO_START, Ask, DocumentRun, Near, OfferDocument, day_number

DAY = date(2026, 11, 30)
FIELDS, COMPETENCES, INSTITUTIONS, OWN_WORDS = 20, 3_000, 400, 250
FORMS, KINDS = ("onsite", "online", "blended"), ("university", "university_college", "business_academy", "private")
VOUCHED = ("accredited", "certified", "new")
REGIONS = ("nordjylland", "midtjylland", "syddanmark", "sjaelland", "hovedstaden")
ASIDES = ("vi", "skal", "kunne", "og", "med", "til", "vores", "for", "i", "af")

Word = tuple[str, str]  # da, en


@dataclass(frozen=True)
class Place:
    """A made-up postcode."""

    code: str
    lat: float
    lon: float
    region: str


class World:
    """What all made-up offers have in common."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        self.words: list[Word] = sorted((da, en[0]) for da, en in glossary().items() if en)
        chance.shuffle(self.words)
        self._weights = list(accumulate(1 / (place + 10) for place in range(len(self.words))))
        self.fields = [chance.sample(self.words, OWN_WORDS) for _ in range(FIELDS)]
        self._own_weights = list(accumulate(1 / (place + 3) for place in range(OWN_WORDS)))
        self.competences = [chance.sample(self.fields[number % FIELDS], chance.choice((2, 3))) for number in
                            range(COMPETENCES)]  # fmt: skip
        self.places = [
            Place(f"{1000 + 8 * number}", chance.uniform(54.8, 57.7), chance.uniform(8.2, 12.6), chance.choice(REGIONS))
            for number in range(1_000)
        ]

    def any_words(self, chance: random.Random, many: int) -> list[Word]:
        """Words anybody uses."""
        return chance.choices(self.words, cum_weights=self._weights, k=many)

    def own_words(self, chance: random.Random, field: int, many: int) -> list[Word]:
        """Words of a field."""
        return chance.choices(self.fields[field], cum_weights=self._own_weights, k=many)


def _said(words: Sequence[Word]) -> tuple[str, str]:
    return " ".join(da for da, _ in words), " ".join(en for _, en in words)


def offers(world: World, many: int, seed: int = 1) -> Iterator[OfferDocument]:
    """So many offers, always the same from one seed."""
    chance = random.Random(seed)  # noqa: S311
    for number in range(many):
        yield _offer(world, chance, number)


def _offer(world: World, chance: random.Random, number: int) -> OfferDocument:
    field = int(chance.random() ** 1.5 * FIELDS)
    keys = sorted({field + FIELDS * int(chance.random() ** 2 * (COMPETENCES // FIELDS)) for _ in range(3)})
    named = [word for key in keys for word in world.competences[key]]
    institution = int(chance.random() ** 2 * INSTITUTIONS)
    text = [*world.own_words(chance, field, 30), *named, *world.any_words(chance, 30)]
    chance.shuffle(text)
    price = chance.choice((-1, *(range(300_000, 3_000_000, 50_000))))
    return OfferDocument(
        ref=f"{number:012d}",
        offer_id=number,
        institution=f"inst{institution}",
        field=f"field{field}",
        title=_said([*chance.sample(named, 2), *world.own_words(chance, field, 2)]),
        summary=_said(text),
        outcomes=_said([*named, *world.own_words(chance, field, 12)]),
        labels=_said([*named, *named]),
        provider=f"Institution {institution}",
        institution_kind=KINDS[institution % 4],
        accredited=VOUCHED[institution % 3],
        competences=tuple(f"competence{key}" for key in keys),
        proficiencies=tuple(chance.randint(1, 4) for _ in keys),
        language=chance.choice(("da", "da", "en")),
        level=chance.choice((0, 5, 6, 6, 7)),
        ects=chance.choice((0, 10, 20, 30, 50)),
        hours=chance.randrange(0, 500, 5),
        participation=chance.choice(FORMS),
        price=price,
        prior=0.5 + institution % 3 / 10,
        runs=tuple(_run(world, chance, f"{number}-{place}", price) for place in range(chance.choice((0, 1, 2, 2, 4)))),
    )


def _run(world: World, chance: random.Random, ref: str, price: int) -> DocumentRun:
    form, place = chance.choice(FORMS), chance.choice(world.places)
    starts = DAY + timedelta(days=chance.randint(5, 400))
    online, any_time = form == "online", chance.random() < 0.1
    return DocumentRun(
        ref=ref,
        participation=form,
        starts=NO_START if any_time else day_number(starts),
        ends=0 if any_time else day_number(starts + timedelta(days=30)),
        postcode="" if online else place.code,
        region="" if online else place.region,
        municipality="" if online else f"town{int(place.code) % 98}",
        lat=0.0 if online else place.lat,
        lon=0.0 if online else place.lon,
        free=chance.randint(0, 25),
        price=price,
    )


@dataclass(frozen=True)
class Asking:
    """A need in words with the competences understood from it, and the filters beside."""

    text: str
    competences: tuple[str, ...]
    ask: Ask


def askings(world: World, many: int, seed: int = 2) -> list[Asking]:
    """So many needs of twelve words with none to four filters, always the same from one seed."""
    chance = random.Random(seed)  # noqa: S311
    return [_asking(world, chance) for _ in range(many)]


def _asking(world: World, chance: random.Random) -> Asking:
    field = int(chance.random() ** 1.5 * FIELDS)
    key = field + FIELDS * int(chance.random() ** 2 * (COMPETENCES // FIELDS))
    words = [*world.competences[key], *world.own_words(chance, field, 4), *world.any_words(chance, 2)]
    said = [chance.choice(word) if chance.random() < 0.2 else word[0] for word in words]
    said += chance.sample(ASIDES, max(0, 12 - len(said)))
    chance.shuffle(said)
    place = chance.choice(world.places)
    filters: dict[str, object] = {
        "fields": (f"field{field}", f"field{(field + 1) % FIELDS}"),
        "regions": (place.region,),
        "participations": (chance.choice(FORMS),),
        "languages": ("da",),
        "levels": (5, 6),
        "ects": ("1-2", "2-3"),
        "hours": ("1-8", "8-16"),
        "starts": (chance.choice(("1m", "3m", "6m")),),
        "accredited": ("accredited",),
        "seats": ("free",),
        "within_km": 60,
        "price_to": 6_000_000,
        "done_by": DAY + timedelta(days=200),
        "kinds": KINDS[:2],
    }
    chosen = chance.sample(sorted(filters), chance.randint(0, 4))
    near = Near(place.code, place.lat, place.lon) if "within_km" in chosen or chance.random() < 0.4 else None
    ask = Ask(headcount=chance.choice((None, 1, 3, 6)), near=near, **{name: filters[name] for name in chosen})  # type: ignore[arg-type]
    return Asking(" ".join(said), (f"competence{key}",), ask)
