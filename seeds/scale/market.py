"""A fictional market of any size: the same seed makes the same offers, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from marketplace.geography.models import Postcode
from marketplace.search.rules import NO_START, DocumentRun, OfferDocument, day_number
from seeds.scale.words import Field, Topic, Vocabulary, Word

INSTITUTIONS = 24
KINDS = ("university", "university_college", "business_academy", "private")
PRIOR = {"university": 0.7, "university_college": 0.7, "business_academy": 0.65, "private": 0.55}
FORMS, FORM_WEIGHTS = ("onsite", "online", "blended"), (6, 2, 2)
FRAMES: Sequence[Word] = (
    ("{0} i praksis", "{0} in practice"),
    ("{0}: fra plan til hverdag", "{0}: from plan to everyday work"),
    ("{0} og {1}", "{0} and {1}"),
    ("Bliv bedre til {0}", "Get better at {0}"),
    ("{0} for dem, der arbejder med {1}", "{0} for those who work with {1}"),
)
SENTENCES: Sequence[Word] = (
    ("Deltagerne arbejder med {0}, {1} og {2} i deres egne opgaver.", "Participants work with {0}, {1} and {2}."),
    ("I prøver {0} af mellem mødegangene og ser på {1} sammen.", "You try {0} between meetings and look at {1}."),
    ("Vi begynder med {0} og slutter med {1}.", "We begin with {0} and end with {1}."),
    ("Prøven handler om {0} og {2} på arbejdspladsen.", "The test is about {0} and {2} at work."),
)


@dataclass(frozen=True)
class Place:
    """Where a run may be held."""

    code: str
    city: str
    municipality: str
    region: str
    lat: float
    lon: float


@dataclass(frozen=True)
class MadeRun:
    """A run: its first day (None: continuous intake), how many days it lasts, its form, place and seats."""

    starts: date | None
    days: int
    form: str
    place: Place | None
    capacity: int


@dataclass(frozen=True)
class MadeOffer:
    """An offer: texts as (da, en), what it builds with the proficiency reached, and its facts."""

    number: int
    institution: int
    field: Field
    title: Word
    lead: Word
    about: Word
    outcomes: tuple[tuple[Word, Topic, int], ...]
    level: int
    ects_tenths: int
    hours: int
    hours_away: int
    language: str
    price: int  # øre
    runs: tuple[MadeRun, ...]


class Market:
    """Offers made from a seed, the vocabulary of the database and its postcodes, around a day."""

    def __init__(self, seed: int, day: date, places: Sequence[Place]) -> None:
        self.seed, self.day, self.places = seed, day, places
        self.vocabulary = Vocabulary(seed)
        self._fields = list(accumulate(1 / (place + 5) for place in range(len(self.vocabulary.fields))))

    def offers(self, many: int) -> Iterator[MadeOffer]:
        """The first so many offers."""
        return (self.offer(number) for number in range(many))

    def offer(self, number: int) -> MadeOffer:
        """One offer by its number."""
        chance = Random(f"{self.seed}:{number}")
        field = chance.choices(self.vocabulary.fields, cum_weights=self._fields)[0]
        topics = chance.sample(field.topics, min(len(field.topics), chance.choice((2, 2, 3, 4))))
        words = [*self.vocabulary.own_words(chance, field, 24), *self.vocabulary.any_words(chance, 24)]
        chance.shuffle(words)
        ects = chance.choice((0, 10, 10, 20, 25, 30, 50))
        hours = chance.choice((16, 28, 40, 55, 80, 110))
        return MadeOffer(
            number=number,
            institution=chance.randrange(INSTITUTIONS),
            field=field,
            title=_filled(chance.choice(FRAMES), [topics[0].label, words[0]]),
            lead=_prose(chance, words[:12], 2),
            about=_prose(chance, words, 6),
            outcomes=tuple(
                (_filled(("Kan {0} med {1}", "Can {0} with {1}"), [topic.label, word]), topic, chance.randint(2, 4))
                for topic, word in zip(topics, words, strict=False)
            ),
            level=chance.choice((4, 5, 5, 6, 6, 7)),
            ects_tenths=ects,
            hours=hours,
            hours_away=chance.choice((0, hours // 3, hours // 2)),
            language=chance.choice(("da", "da", "da", "en")),
            price=chance.randrange(15, 320) * 10_000,
            runs=tuple(self._run(chance) for _ in range(chance.choice((0, 1, 1, 2, 3)))),
        )

    def _run(self, chance: Random) -> MadeRun:
        form = chance.choices(FORMS, FORM_WEIGHTS)[0]
        dated = form != "online" or chance.random() < 0.5
        return MadeRun(
            starts=self.day + timedelta(days=chance.randint(10, 300)) if dated else None,
            days=chance.choice((0, 7, 14, 42)),
            form=form,
            place=None if form == "online" else chance.choice(self.places),
            capacity=chance.choice((12, 16, 20, 24)),
        )


def places_of(rows: Sequence[Postcode]) -> list[Place]:
    """The places of postcodes, in the order of their codes."""
    ordered = sorted(rows, key=lambda row: row.code)
    return [Place(row.code, row.city, row.municipality_slug, row.region, row.lat, row.lon) for row in ordered]


def _filled(frame: Word, words: Sequence[Word]) -> Word:
    da, en = (frame[side].format(*(word[side] for word in words)) for side in (0, 1))
    return da[:1].upper() + da[1:], en[:1].upper() + en[1:]


def _prose(chance: Random, words: Sequence[Word], sentences: int) -> Word:
    said = [_filled(chance.choice(SENTENCES), chance.sample(list(words), 3)) for _ in range(sentences)]
    return " ".join(da for da, _ in said), " ".join(en for _, en in said)


def institution_name(number: int) -> str:
    """What a made-up institution is called."""
    return f"Opdigtet udbyder {number + 1}"


def as_row(offer: MadeOffer, seed: int) -> dict[str, object]:
    """An offer as a row of docs/catalogue-import.md."""
    return {
        "id": f"scale:{seed}:{offer.number}",
        "field": offer.field.key,
        "title_da": offer.title[0],
        "title_en": offer.title[1],
        "summary_da": offer.lead[0],
        "summary_en": offer.lead[1],
        "description_da": offer.about[0],
        "description_en": offer.about[1],
        "language": offer.language,
        "level": offer.level,
        "ects": offer.ects_tenths / 10,
        "hours": offer.hours,
        "hours_away": offer.hours_away,
        "assessment": "case",
        "participation": offer.runs[0].form if offer.runs else "onsite",
        "price": offer.price / 100,
        "vat": "standard",
        "outcomes": [
            {"text_da": text[0], "text_en": text[1], "competences": [{"key": topic.key, "proficiency": reached}]}
            for text, topic, reached in offer.outcomes
        ],
        "runs": [_run_row(run) for run in offer.runs],
    }


def _run_row(run: MadeRun) -> dict[str, object]:
    dated = {} if run.starts is None else {
        "starts": run.starts.isoformat(), "ends": (run.starts + timedelta(days=run.days)).isoformat()
    }  # fmt: skip
    return {
        "participation": run.form, "capacity": run.capacity, "postcode": run.place.code if run.place else "", **dated
    }  # fmt: skip


def as_document(offer: MadeOffer, seed: int) -> OfferDocument:
    """An offer as the index holds it, without a database."""
    kind = KINDS[offer.institution % len(KINDS)]
    topics = {topic.key: (topic, reached) for _, topic, reached in offer.outcomes}
    names = [tuple(name for topic, _ in topics.values() for name in topic.names[side]) for side in (0, 1)]
    return OfferDocument(
        ref=f"s{seed}x{offer.number}",
        offer_id=offer.number + 1,
        institution=f"scale{offer.institution}",
        field=offer.field.key,
        title=offer.title,
        summary=(f"{offer.lead[0]}\n{offer.about[0]}", f"{offer.lead[1]}\n{offer.about[1]}"),
        outcomes=("\n".join(one[0][0] for one in offer.outcomes), "\n".join(one[0][1] for one in offer.outcomes)),
        labels=("\n".join(names[0]), "\n".join(names[1])),
        provider=institution_name(offer.institution),
        external_id=f"scale:{seed}:{offer.number}",
        institution_kind=kind,
        accredited="certified" if kind == "private" else "accredited",
        competences=tuple(topics),
        proficiencies=tuple(reached for _, reached in topics.values()),
        language=offer.language,
        level=offer.level,
        ects=offer.ects_tenths,
        hours=offer.hours_away * 10,
        hours_total=offer.hours * 10,
        participation=offer.runs[0].form if offer.runs else "onsite",
        price=offer.price,
        prior=PRIOR[kind],
        runs=tuple(
            sorted((_document_run(run, at, offer) for at, run in enumerate(offer.runs)), key=lambda run: run.starts)
        ),
    )


def _document_run(run: MadeRun, at: int, offer: MadeOffer) -> DocumentRun:
    place = run.place
    return DocumentRun(
        ref=f"r{offer.number}x{at}",
        participation=run.form,
        starts=NO_START if run.starts is None else day_number(run.starts),
        ends=0 if run.starts is None else day_number(run.starts + timedelta(days=run.days)),
        enrol_by=NO_START if run.starts is None else day_number(run.starts - timedelta(days=7)),
        postcode=place.code if place else "",
        city=place.city if place else "",
        municipality=place.municipality if place else "",
        region=place.region if place else "",
        lat=place.lat if place else 0.0,
        lon=place.lon if place else 0.0,
        free=run.capacity,
        price=offer.price,
    )
