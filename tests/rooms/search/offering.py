"""Made-up offers and searches, for trials of the index against plain reading."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from marketplace.search.rules import NO_START, Ask, DocumentRun, Near, OfferDocument

DAY = date(2026, 11, 30)
FIELDS, LANGUAGES, TOWNS = ("sundhed", "hr", "it"), ("da", "en"), ("aarhus", "roskilde", "vejle")
REGIONS, FORMS = ("midtjylland", "sjaelland", "syddanmark"), ("onsite", "online", "blended")
KINDS, VOUCHED = ("university", "private"), ("accredited", "certified", "new")
PLACES = {"8000": (56.1567, 10.2108), "4000": (55.6415, 12.0803), "7100": (55.7093, 9.5357)}
STARTS = (20261201, 20261230, 20261231, 20270228, 20270301, 20270530, 20270531, 20270601, 20280101, NO_START)
STEPS = ((), (), ((2, 0, 90_00),), ((1, 120_00, 0), (3, 20_00, 50_00), (4, -1, 0)), ((4, 0, 10_00),))
TITLES = ("Ærlig ledelse", "Åben dialog", "Aarhus på kort", "alder og arbejde", "Zebra", "Ørken", "Ledelse " + "æ" * 40)


def some(values: tuple[object, ...], most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=most).map(tuple)


@st.composite
def runs(draw: st.DrawFn, number: int) -> DocumentRun:
    form = draw(st.sampled_from(FORMS))
    code = "" if form == "online" else draw(st.sampled_from(["", *PLACES]))
    place = list(PLACES).index(code) if code else 0
    starts = draw(st.sampled_from(STARTS))
    return DocumentRun(
        ref=f"run{number}",
        participation=form,
        starts=starts,
        ends=0 if starts == NO_START else draw(st.sampled_from([0, starts + 1])),
        postcode=code,
        municipality=TOWNS[place] if code else "",
        region=REGIONS[place] if code else "",
        lat=PLACES[code][0] if code else 0.0,
        lon=PLACES[code][1] if code else 0.0,
        free=draw(st.integers(0, 5)),
        price=draw(st.sampled_from([-1, 0, 100_00, 200_00, 9_800_00])),
        steps=draw(st.sampled_from(STEPS)),
    )


@st.composite
def offers(draw: st.DrawFn, number: int = 0) -> OfferDocument:
    keys = draw(some(("x", "y", "z"), 3))
    return OfferDocument(
        ref=draw(st.sampled_from("abcdef")) + f"{number:03}",
        offer_id=number,
        institution=draw(st.sampled_from(["inst1", "inst2"])),
        field=draw(st.sampled_from(FIELDS)),
        title=(draw(st.sampled_from(TITLES)), draw(st.sampled_from(["", "Honest", "age"]))),
        summary=(draw(st.sampled_from(["", "samtaler og prøver", "mål en kampagne"])), ""),
        institution_kind=draw(st.sampled_from(KINDS)),
        accredited=draw(st.sampled_from(VOUCHED)),
        competences=tuple(str(key) for key in keys),
        proficiencies=tuple(1 for _ in keys),
        language=draw(st.sampled_from(LANGUAGES)),
        level=draw(st.sampled_from([0, 5, 6, 7])),
        ects=draw(st.sampled_from([0, 5, 20, 21, 30, 31, 100])),
        hours=draw(st.sampled_from([0, 1, 80, 81, 160, 161, 370, 371])),
        participation=draw(st.sampled_from(["", *FORMS])),
        price=draw(st.sampled_from([-1, 100_00, 300_00])),
        steps=draw(st.sampled_from(STEPS)),
        prior=draw(st.sampled_from([0.5, 0.65, 0.75])),
        runs=tuple(draw(runs(place)) for place in range(draw(st.integers(0, 3)))),
    )


@st.composite
def markets(draw: st.DrawFn, most: int = 12) -> list[OfferDocument]:
    return [draw(offers(number)) for number in range(draw(st.integers(0, most)))]


NEARS = (None, Near("7100", 55.7093, 9.5357), Near("8000", 56.1567, 10.2108))


@st.composite
def asks(draw: st.DrawFn) -> Ask:
    near = draw(st.sampled_from(NEARS))
    sorts = ["best", "price", "start", "hours", "title", "quality", *(["distance"] if near else [])]
    return Ask(
        language=draw(st.sampled_from(LANGUAGES)),
        fields=draw(some(FIELDS)),
        regions=draw(some(REGIONS)),
        municipality=draw(st.sampled_from(["", "", "", *TOWNS])),
        participations=draw(some(FORMS)),
        languages=draw(some(LANGUAGES, 1)),
        levels=draw(some((5, 6, 7))),
        ects=draw(some(("none", "1-2", "2-3", "3-5"))),
        hours=draw(some(("none", "1-8", "8-16", "16-37", "37-"))),
        kinds=draw(some(KINDS, 1)),
        starts=draw(some(("1m", "3m", "6m", "later", "any"))),
        accredited=draw(some(VOUCHED)),
        seats=draw(some(("free", "few", "full"))),
        price_to=draw(st.sampled_from([None, None, 0, 150_00, 400_00])),
        headcount=draw(st.sampled_from([None, 1, 2, 4])),
        done_by=draw(st.sampled_from([None, None, date(2026, 1, 1), date(2027, 3, 1), date(2028, 1, 2)])),
        near=near,
        within_km=draw(st.sampled_from([None, 5, 60, 100])) if near else None,
        institution=draw(st.sampled_from(["", "", "inst1"])),
        institutions=draw(st.sampled_from([(), (), ("inst2",), ("inst1", "inst2"), ("nobody",)])),
        competence=draw(st.sampled_from(["", "", "x", "unknown"])),
        sort=draw(st.sampled_from(sorts)),
    )


@st.composite
def narrow_asks(draw: st.DrawFn) -> Ask:
    """A search with a filter or two, so that something is left."""
    whole = draw(asks())
    kept = draw(st.lists(st.sampled_from(sorted(Ask.__slots__)), max_size=3, unique=True))
    always = ("language", "near", "sort", "headcount")
    return Ask(**{name: getattr(whole, name) for name in {*kept, *always} if name != "weights"})
