"""Where places are drawn on the dot map, and which numbers share a mark."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.web.public.maps import HEIGHT, WIDTH, dots, numbered, place, ring

IN_DENMARK = st.tuples(st.floats(54.6, 57.7), st.floats(8.1, 12.6))


def test_places_stand_where_the_drawing_has_them() -> None:
    assert place(56.1572, 10.2107) == (258, 343)  # Aarhus
    assert place(57.0488, 9.9217) == (225, 161)  # Aalborg
    x, y = place(55.1, 14.7)  # Rønne stands in the frame top right
    assert 442 <= x <= 556
    assert 4 <= y <= 138
    assert ring(50) == 92


def test_a_spot_is_drawn_once() -> None:
    assert len(dots([(56.1572, 10.2107), (56.1572, 10.2107), (57.0488, 9.9217)])) == 2


def test_numbers_in_one_town_share_a_mark() -> None:
    marks = numbered([(1, 56.16, 10.21), (2, 56.15, 10.2), (3, 55.68, 12.57), (4, 56.16, 10.21)])
    assert sorted(mark.label for mark in marks) == ["1, 2, 4", "3"]


def test_runs_of_numbers_are_written_short() -> None:
    assert [mark.label for mark in numbered([(n, 56.16, 10.21) for n in range(1, 11)])] == ["1–10"]


@given(st.lists(IN_DENMARK, max_size=10))
def test_marks_never_lie_outside_the_map_and_every_number_is_kept_or_hinted(found: list[tuple[float, float]]) -> None:
    marks = numbered((no, lat, lon) for no, (lat, lon) in enumerate(found, 1))
    assert all(0 <= mark.x <= WIDTH and 0 <= mark.y <= HEIGHT for mark in marks)
    assert bool(marks) == bool(found)
