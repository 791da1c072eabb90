"""Places, holds, moves and deadlines, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking import rules
from marketplace.booking.models import Booking, Seat
from marketplace.booking.rules import BOOKING_MOVES, SEAT_MOVES, BookingStatus, Figures, SeatName, SeatStatus
from marketplace.catalogue.rules import RunStatus
from marketplace.foundation.clock import end_of_day
from marketplace.foundation.errors import RuleBroken
from tests.factories.refusals import conflict, refused

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@given(capacity=st.integers(0, 1000), live=st.integers(0, 1000))
def test_left_and_over_are_never_both(capacity: int, live: int) -> None:
    left, over = rules.places_left(capacity, live), rules.over_by(capacity, live)
    assert left - over == capacity - live
    assert 0 in (left, over)
    assert min(left, over) >= 0


def test_figures_say_how_full_a_run_is() -> None:
    figures = Figures(capacity=3, held=1, taken=3)
    assert (figures.live, figures.left, figures.over) == (4, 0, 1)


@pytest.mark.parametrize(
    ("wanted", "left", "code"),
    [(1, 0, "booking.run_full"), (3, 2, "booking.too_few_places"), (2, 2, None), (1, 2, None)],
)
def test_all_wanted_seats_or_none(wanted: int, left: int, code: str | None) -> None:
    if code is None:
        rules.check_places(wanted, left)
        return
    with conflict(code) as refused:
        rules.check_places(wanted, left)
    assert refused.value.facts == {"left": left, "asked": wanted}


def test_a_hold_is_live_only_while_its_end_lies_ahead() -> None:
    ends = rules.hold_ends(NOW)
    assert ends - NOW == timedelta(minutes=20)
    assert not rules.has_lapsed(ends, ends - timedelta(microseconds=1))
    assert rules.has_lapsed(ends, ends)


@pytest.mark.parametrize("status", list(RunStatus))
def test_only_open_and_confirmed_runs_of_published_offers_sell(status: RunStatus) -> None:
    if status in ("open", "confirmed"):
        rules.check_on_sale(status, offer_published=True)
    else:
        with conflict("booking.run_closed"):
            rules.check_on_sale(status, offer_published=True)
    with conflict("booking.run_closed"):
        rules.check_on_sale(status, offer_published=False)


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2027, 1, 4, 22, 59, 59, tzinfo=UTC), False),  # 23:59:59 in Copenhagen
        (datetime(2027, 1, 4, 23, 0, tzinfo=UTC), True),
    ],
)
def test_enrolment_is_open_until_the_end_of_the_danish_day(at: datetime, late: bool) -> None:
    rules.check_enrolment(None, at)
    if late:
        with conflict("booking.enrolment_ended"):
            rules.check_enrolment(date(2027, 1, 4), at)
    else:
        rules.check_enrolment(date(2027, 1, 4), at)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),  # summer time begins
        (date(2027, 10, 31), datetime(2027, 10, 31, 23, 0, tzinfo=UTC)),  # and ends
    ],
)
def test_naming_ends_with_the_day_on_both_clock_change_nights(day: date, ends: datetime) -> None:
    assert rules.naming_ends("dated", day + timedelta(days=7), 7, None) == ends
    rules.check_naming(ends, ends - timedelta(seconds=1))
    with pytest.raises(RuleBroken) as refused:
        rules.check_naming(ends, ends)
    assert refused.value.facts == {"until": day}


def test_seats_bought_after_the_deadline_can_be_named_the_same_day() -> None:
    placed = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
    assert rules.naming_ends("dated", date(2027, 2, 3), 7, placed) == datetime(2027, 2, 1, 23, 0, tzinfo=UTC)


def test_continuous_intake_can_be_named_at_any_time() -> None:
    assert rules.naming_ends("continuous", None, 7, NOW) is None
    assert rules.naming_ends("continuous", date(2027, 2, 3), 7, NOW) is None
    rules.check_naming(None, NOW)


@pytest.mark.parametrize(
    ("ean", "reference", "buyers_ean", "code"),
    [
        ("", "", "", None),
        ("", "PO 7", "", None),
        ("5790001234567", "PO 7", "", None),
        ("5790001234567", "", "", "payments.reference_needed"),
        ("", "PO 7", "5790001234567", "payments.ean_needed"),
        ("5790001234567", "", "5790001234567", "payments.reference_needed"),
        ("", "x" * 80, "", None),
        ("", "x" * 81, "", "payments.reference_long"),
    ],
)
def test_public_buyers_give_ean_and_reference(ean: str, reference: str, buyers_ean: str, code: str | None) -> None:
    if code is None:
        rules.check_invoice_address(ean=ean, reference=reference, buyers_ean=buyers_ean)
    else:
        with refused(code):
            rules.check_invoice_address(ean=ean, reference=reference, buyers_ean=buyers_ean)


@pytest.mark.parametrize(("key", "allowed"), [("a" * 7, False), ("a" * 8, True), ("a" * 40, True), ("a" * 41, False)])
def test_an_order_key_has_a_length(key: str, allowed: bool) -> None:
    if allowed:
        rules.check_key(key)
    else:
        with refused("booking.order_key"):
            rules.check_key(key)


@pytest.mark.parametrize(
    ("capacity", "minimum", "code"),
    [
        (0, 0, "booking.capacity_range"),
        (-5, 0, "booking.capacity_range"),
        (100_001, 0, "booking.capacity_range"),
        (4, 5, "booking.capacity_below_minimum"),
        (5, 5, None),
    ],
)
def test_a_capacity_is_at_least_one_and_the_minimum(capacity: int, minimum: int, code: str | None) -> None:
    if code is None:
        rules.check_capacity(capacity, minimum)
    else:
        with refused(code):
            rules.check_capacity(capacity, minimum)


def test_a_run_begins_with_its_first_meeting_and_ends_on_its_last_day() -> None:
    first = datetime(2027, 2, 3, 8, 0, tzinfo=UTC)
    day = date(2027, 2, 3)
    rules.check_begun(day, first, first)
    rules.check_begun(day, None, first - timedelta(hours=1))
    with refused("booking.run_not_begun"):
        rules.check_begun(day, first, first - timedelta(seconds=1))
    with refused("booking.run_not_begun"):
        rules.check_begun(day, None, first - timedelta(days=1))
    rules.check_ended(day, first)
    rules.check_ended(None, NOW)
    with refused("booking.run_not_ended"):
        rules.check_ended(day, first - timedelta(days=1))


def test_a_blank_name_is_no_name() -> None:
    assert not SeatName(name="  ", email=" ")
    assert SeatName(name="Mette Holm")
    assert SeatName(employee_ref="abc")


@given(seats=st.lists(st.tuples(st.sampled_from(list(SeatStatus)), st.booleans())))
def test_a_tally_counts_every_bought_seat_once(seats: list[tuple[SeatStatus, bool]]) -> None:
    never_bought = {SeatStatus.HELD, SeatStatus.LAPSED, SeatStatus.RELEASED}
    assert rules.tally(seats).bought == sum(status not in never_bought for status, _ in seats)


@pytest.mark.parametrize("now", list(BookingStatus))
@pytest.mark.parametrize("to", list(BookingStatus))
def test_bookings_move_by_their_table_only(now: BookingStatus, to: BookingStatus) -> None:
    if to in BOOKING_MOVES[now]:
        rules.check_booking_move(now, to)
    else:
        with conflict("booking.booking_move"):
            rules.check_booking_move(now, to)


@pytest.mark.parametrize("now", list(SeatStatus))
@pytest.mark.parametrize("to", list(SeatStatus))
def test_seats_move_by_their_table_only(now: SeatStatus, to: SeatStatus) -> None:
    if to in SEAT_MOVES[now]:
        rules.check_seat_move(now, to)
    else:
        with conflict("booking.seat_move"):
            rules.check_seat_move(now, to)


def test_the_tables_know_the_same_states_as_the_database() -> None:
    for table, states in ((Booking.__table__, BookingStatus), (Seat.__table__, SeatStatus)):
        check = next(str(one.sqltext) for one in table.constraints if str(one.name).endswith("_status"))  # type: ignore[attr-defined]
        assert set(check.split("'")[1::2]) == {state.value for state in states}


@pytest.mark.parametrize(
    ("asked", "enrol_by", "last"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), None, date(2026, 11, 30)),  # Monday to Monday
        (datetime(2026, 11, 27, 22, 59, tzinfo=UTC), None, date(2026, 12, 4)),  # Friday at 23.59 in Denmark
        (datetime(2026, 11, 27, 23, 0, tzinfo=UTC), None, date(2026, 12, 4)),  # Saturday, a minute later
        (datetime(2026, 11, 29, 9, tzinfo=UTC), None, date(2026, 12, 4)),  # Sunday
        (datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 25), date(2026, 11, 25)),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 12, 24), date(2026, 11, 30)),
        (datetime(2027, 3, 25, 9, tzinfo=UTC), None, date(2027, 4, 1)),  # over the night the clock goes forward
    ],
)
def test_a_booking_waits_five_working_days_but_not_beyond_enrolment(
    asked: datetime, enrol_by: date | None, last: date
) -> None:
    assert rules.approval_ends(asked, enrol_by) == end_of_day(last)
