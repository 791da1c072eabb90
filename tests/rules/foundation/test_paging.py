"""What a pager shows."""

from __future__ import annotations

import pytest

from marketplace.foundation.paging import Page


@pytest.mark.parametrize(
    ("page", "total", "pages", "around"),
    [
        (1, 0, 1, [1]),
        (1, 10, 1, [1]),
        (1, 11, 2, [1, 2]),
        (1, 50, 5, [1, 2, None, 5]),
        (3, 50, 5, [1, 2, 3, 4, 5]),
        (5, 100, 10, [1, None, 4, 5, 6, None, 10]),
        (10, 100, 10, [1, None, 9, 10]),
    ],
)
def test_the_first_the_last_and_the_near_pages(page: int, total: int, pages: int, around: list[int | None]) -> None:
    shown: Page[int] = Page([], page, 10, total)
    assert shown.pages == pages
    assert shown.around == around
    assert shown.has_prev is (page > 1)
    assert shown.has_next is (page < pages)
