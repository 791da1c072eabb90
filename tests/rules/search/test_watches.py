"""States, limits and marks of saved searches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.search.rules.watches import (
    MOVES,
    TITLE_MAX,
    Every,
    WatchStatus,
    check_move,
    check_title,
    mark_of,
    next_look,
)
from tests.factories.refusals import conflict, refused

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("now", list(WatchStatus))
@pytest.mark.parametrize("to", list(WatchStatus))
def test_a_search_is_active_or_stopped_and_moves_between_them(now: WatchStatus, to: WatchStatus) -> None:
    if to in MOVES[now]:
        check_move(now, to)
        assert now is not to
    else:
        with conflict("search.watch_move"):
            check_move(now, to)


def test_a_title_is_one_line_of_at_most_120_signs() -> None:
    assert check_title("  Klart \n sprog ") == "Klart sprog"
    assert check_title("x" * TITLE_MAX)
    with refused("search.watch_title_long"):
        check_title("x" * (TITLE_MAX + 1))
    with refused("search.watch_untitled"):
        check_title(" \n ")


@pytest.mark.parametrize(
    ("every", "after"),
    [
        (Every.AT_ONCE, timedelta(minutes=15)),
        (Every.DAILY, timedelta(days=1)),
        (Every.WEEKLY, timedelta(days=7)),
    ],
)
def test_when_the_next_look_is_due(every: Every, after: timedelta) -> None:
    assert next_look(every, NOW) == NOW + after


def test_the_mark_is_of_what_is_found_in_which_language() -> None:
    one = mark_of({"q": ["excel"], "sort": ["pris"], "side": ["2"]}, "da")
    assert one == mark_of({"q": [" excel "], "v1": ["3"]}, "da")
    assert one != mark_of({"q": ["excel"]}, "en")
    assert one != mark_of({"q": ["excel"], "antal": ["4"]}, "da")
