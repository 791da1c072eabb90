"""Where the lines of a cost chart run: inside the picture, by the figures, and alike in both languages."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.money import Money, kroner
from marketplace.pricing.rules import ByPass, Covered, PerSeat, PerTeam, Priced
from marketplace.pricing.rules.costing import Costing, CostKind, CostLine, break_even
from marketplace.web.institution.cost_chart import BOTTOM, LEFT, RIGHT, TOP, Chart, draw

COSTING = Costing(
    (CostLine("x", CostKind.DIRECT, kroner(36_000)), CostLine("y", CostKind.DIRECT, kroner(600), True)), 0, 10
)


def drawn(costing: Costing, priced: Priced, top: int) -> Chart:
    return draw(costing, priced, top, break_even(costing, priced, top), "pris pr. plads")


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_losses_end_and_gains_begin_where_the_plan_breaks_even() -> None:
    chart = drawn(COSTING, Priced(PerSeat(kroner(6000))), 20)
    assert [bar.gain for bar in chart.bars] == [False] * 6 + [True] * 14
    assert chart.even is not None
    assert (chart.even.x, chart.even.y) == points(chart.income)[6]
    assert chart.said.startswith(
        "Indtægt og omkostning efter antal deltagere, pris pr. plads. Holdet løber rundt ved 7"
    )
    assert chart.unit == "tusind kr."
    assert [words for _y, words in chart.across] == ["0", "50", "100"]
    assert [words for _x, words in chart.along] == ["1", "2", "4", "6", "8", "10", "12", "14", "16", "18", "20"]


def test_the_words_about_the_break_even_stand_clear_of_the_lines() -> None:
    late = drawn(COSTING, Priced(PerSeat(kroner(4600))), 20).even
    early = drawn(COSTING, Priced(PerSeat(kroner(20_000))), 20).even
    flat = drawn(COSTING, Priced(PerTeam(kroner(50_000), 10, kroner(2000), 16)), 20).even
    assert late
    assert early
    assert flat
    assert (late.before, late.said_y < late.y) == (True, True), "above the losses, before the mark"
    assert (early.before, early.said_y > early.y) == (False, True), "below the rising line, after the mark"
    assert (flat.before, flat.said_y < flat.y) == (False, True), "above the flat line"


def test_income_ends_where_the_plan_has_no_price_for_more() -> None:
    chart = drawn(COSTING, Priced(PerTeam(kroner(50_000), 10, kroner(2000), 16)), 20)
    assert len(points(chart.income)) == len(chart.bars) == 16
    assert len(points(chart.cost)) == 20
    alone = drawn(COSTING, Priced(Covered()), 20)
    assert (alone.income, alone.bars, alone.even) == ("", [], None)
    assert drawn(COSTING, Priced(ByPass(1), klip_price=kroner(5)), 1).income, "one size is a short line"


@given(
    fixed=st.integers(0, 10**9),
    each=st.integers(0, 10**9),
    price=st.integers(0, 10**9),
    top=st.integers(1, 500),
)
def test_everything_is_inside_the_picture(fixed: int, each: int, price: int, top: int) -> None:
    costing = Costing(
        (CostLine("x", CostKind.DIRECT, Money(fixed)), CostLine("y", CostKind.DIRECT, Money(each), True)), 0, 1
    )
    chart = drawn(costing, Priced(PerSeat(Money(price))), top)
    for x, y in (*points(chart.cost), *points(chart.income)):
        assert LEFT - 6 <= x <= RIGHT + 6
        assert TOP <= y <= BOTTOM
    assert 2 <= len(chart.across) <= 7
    assert len(chart.along) <= 14
    ends = sorted((chart.cost_end[1], chart.income_end[1]))
    assert ends[1] - ends[0] >= 17, "the two words do not lie on each other"
