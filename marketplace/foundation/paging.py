"""One page of a list, with what a pager needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from marketplace.foundation.db import session

Item = TypeVar("Item")
PER_PAGE = 20


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Items of one page (counted from 1), and how many there are in all."""

    items: Sequence[Item]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; one even when the list is empty."""
        return max(1, -(-self.total // self.per_page))

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def around(self) -> list[int | None]:
        """Page numbers to show: the first, the last, the near ones; None where some are left out."""
        near = {1, self.pages, *range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)}
        shown: list[int | None] = []
        for number in sorted(near):
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(None)
            shown.append(number)
        return shown


def page_of(wanted: Select[Any], page: int, per_page: int = PER_PAGE) -> Page[Any]:
    """One page of a select, in two queries. A page beyond the end is the last one."""
    total = session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    last = max(1, -(-total // per_page))
    page = min(max(1, page), last)
    items = session.scalars(wanted.offset((page - 1) * per_page).limit(per_page)).unique().all()
    return Page(items, page, per_page, total)
