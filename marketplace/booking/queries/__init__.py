"""Reads of bookings and seats."""

from __future__ import annotations

from marketplace.booking.queries.bookings import (
    active_employee_or_none,
    booking_under_lock,
    bookings,
    bookings_among,
    find_active_employee,
    find_booking,
    find_department,
    find_order_by_key,
    is_offer_published,
    lines_ahead,
    order_by_key_or_none,
    run_ref_of,
    seats_of_person,
)
from marketplace.booking.queries.seats import (
    brought_in,
    count_covered,
    count_live,
    figures_for,
    find_my_seat,
    find_seat,
    has_seat_on,
    live,
    my_seats,
    places_left_for,
    seats_of_run,
)

__all__ = [
    "active_employee_or_none",
    "booking_under_lock",
    "bookings",
    "bookings_among",
    "brought_in",
    "count_covered",
    "count_live",
    "figures_for",
    "find_active_employee",
    "find_booking",
    "find_department",
    "find_my_seat",
    "find_order_by_key",
    "find_seat",
    "has_seat_on",
    "is_offer_published",
    "lines_ahead",
    "live",
    "my_seats",
    "order_by_key_or_none",
    "places_left_for",
    "run_ref_of",
    "seats_of_person",
    "seats_of_run",
]
