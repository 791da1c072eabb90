"""Public pages are kept for visitors until something happens.

What a visitor sees depends on the address, the language, the day, the database and the search index. Every change
of the database writes a fact, so a page made after the newest fact, from the present state of the index, is still
true. Holds that end without a fact are swept within a minute, which is also the longest a page is kept. A reload
(Cache-Control: no-cache) makes it anew.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, make_response, request, session

from marketplace.foundation.clock import now, today
from marketplace.foundation.events import facts_mark
from marketplace.foundation.words import language
from marketplace.search.queries import index_mark
from marketplace.web.shell.guards import signed_in_or_none

KEPT_SECONDS = 60.0
KEPT_PAGES = 500
LARGEST = 200_000

_pages: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], float, bytes, str]] = OrderedDict()
_lock = threading.Lock()


def kept(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose page may be shown again to other visitors while nothing has happened."""

    @wraps(view)
    def show(**parts: Any) -> Any:
        told = "_flashes" in session or "_user_id" in session
        if request.method != "GET" or told or signed_in_or_none() is not None or not current_app.config["KEEP_PAGES"]:
            return view(**parts)
        key = (current_app.config["SITE_URL"], request.full_path, language(), today(now()))
        mark = (*facts_mark(), index_mark())
        with _lock:
            found = _pages.get(key)
        if found and found[0] == mark and found[1] > time.monotonic() and not request.cache_control.no_cache:
            answer = make_response(found[2])
            answer.content_type = found[3]
            return answer
        answer = make_response(view(**parts))
        body = answer.get_data()
        if answer.status_code == 200 and not session.modified and len(body) <= LARGEST:
            with _lock:
                _pages[key] = (mark, time.monotonic() + KEPT_SECONDS, body, answer.content_type)
                _pages.move_to_end(key)
                while len(_pages) > KEPT_PAGES:
                    _pages.popitem(last=False)
        return answer

    return show
