"""The cover of a need: which offers together give it, within what the company can spend, and the band on the list."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.policy import may_book
from marketplace.foundation.clock import now, today
from marketplace.foundation.language.lexicon import EMPTY
from marketplace.foundation.refs import new_ref
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import ngettext
from marketplace.geography.models import Postcode
from marketplace.planning import queries as planning
from marketplace.planning.queries import Named
from marketplace.planning.rules.covers import Cover
from marketplace.planning.rules.wanting import MOST_SEATS, MOST_WANTED, Limits, Place, Wanted
from marketplace.search.queries import Ask, Hits, index_mark
from marketplace.search.queries.asking import Need, understand
from marketplace.search.rules.asking import Near, Understood
from marketplace.web.public import cover_asking as asking
from marketplace.web.public.cover_words import Shown, shown
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page

FEW_OFFERS = 60  # a list page works a cover out by itself from no more than these,
BAND_SECONDS = 0.05  # in no more time than this; else it links to the page
KEPT_BANDS = 256
MOST_NEARBY = 6


def cover() -> ResponseReturnValue:
    form = asking.CoverForm(formdata=request.args)
    form.validate()
    near, limits = asking.limits_of(form)
    if form.errors or limits is None:
        return _page(form, title=_("Dækning af et behov"), status=422)
    need = understand(asking.asked_for(form.q.data or ""), EMPTY)
    wanted = asking.wanted_of(need.understood)
    if not wanted:
        return _page(form, title=_("Dækning af et behov"), need=need)
    found = planning.cover(wanted, limits, now=now())
    told = _tell(found, need.understood, near)
    return _page(form, title=told.heading, need=need, found=found, told=told)


def _page(
    form: asking.CoverForm,
    *,
    title: str,
    status: int = 200,
    need: Need | None = None,
    found: Cover | None = None,
    told: Shown | None = None,
) -> ResponseReturnValue:
    who = actor()
    limited = any(request.args.get(name, "").strip() for name in asking.LIMITS)
    return page(
        "public/cover/cover.html",
        title=title,
        status=status,
        form=form,
        words=form.q.data or "",
        chips=asking.chips_of(need.understood, adding=False) if need else [],
        more_chips=asking.chips_of(need.alternatives[:MOST_NEARBY], adding=True) if need else [],
        levels=asking.levels_of(need.understood) if need else [],
        told=told,
        found=found,
        by_question=asking.carried(*asking.LIMITS, asking.LEVEL, asking.VITAL, "uden", "med"),
        by_limits=asking.carried(*asking.NEED),
        unlimited=asking.address(**dict.fromkeys(asking.LIMITS)) if limited else "",
        unbudgeted=asking.address(budget=None),
        offers_url=url_for("public.offers") + asking.query(asking.carried(*asking.NEED)),
        may_book=may_book(who),
        visitor=not who.signed_in,
        sign_in=url_for("account.sign_in", next=asking.address()),
        new_key=new_ref,
        seats=form.headcount.data or 1,
        book_words=ngettext("Book %(num)s plads", "Book %(num)s pladser", form.headcount.data or 1),
    )


def _tell(found: Cover, understood: Sequence[Understood], near: Postcode | None) -> Shown:
    runs = planning.public_runs([part.option.run for part in found.parts])
    quotes = planning.quotes_of(runs.values(), found.limits.headcount, now=now()) if may_book(actor()) else None
    return shown(
        found,
        {one.key: one.label for one in understood},
        planning.public_names(_offers_of(found)),
        asking.link,
        runs=runs,
        near=Near(near.code, near.lat, near.lon) if near else None,
        quotes=quotes,
    )


def _offers_of(found: Cover) -> list[str]:
    """The offers a cover speaks of: those chosen, and the nearest to what stays open."""
    nearest = [one.nearest.offer for one in found.open if one.nearest is not None]
    return [*(part.option.offer for part in found.parts), *nearest]


@dataclass(frozen=True, slots=True)
class Band:
    """The cover as it stands above the list; without `told` only the link to its page, under these words."""

    url: str
    words: str
    told: Shown | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A cover worked out before, with the titles it is told by; nothing found in time: no cover."""

    cover: Cover | None
    names: dict[str, Named]


class _Bands:
    """The covers of the last searches; the oldest goes when there is no more room."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Kept | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, kept: _Kept) -> None:
        with self._lock:
            self._kept[key] = kept
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)


_bands = _Bands(KEPT_BANDS)


def band(asked: Ask, found: Hits) -> Band | None:
    """The cover of what a search was understood to ask for, above its hits; None for fewer than two competences.

    Worked out once for the same competences, limits, place and index, and only when that is quick; else a link.
    """
    understood = found.understood[:MOST_WANTED]
    if len(understood) < 2:
        return None
    wanted = tuple(Wanted(key) for key in sorted({one.key for one in understood}))
    limits = Limits(
        headcount=min(asked.people, MOST_SEATS),
        done_by=asked.done_by,
        near=Place(asked.near.lat, asked.near.lon) if asked.near else None,
        within_km=asked.within_km,
    )
    key = (wanted, limits, index_mark(), today(now()))
    kept = _bands.get(key)
    if kept is None:
        kept = _worked_out(wanted, limits)
        _bands.put(key, kept)
    told = None
    if kept.cover is not None and kept.cover.parts:
        told = shown(kept.cover, {one.key: one.label for one in understood}, kept.names, asking.link)
    words = _("Se, hvilke forløb der sammen dækker jeres %(num)s kompetencer", num=len(understood))
    return Band(url_for("public.cover") + asking.query(asking.carried(*asking.NEED, "senest", "km")), words, told)


def _worked_out(wanted: tuple[Wanted, ...], limits: Limits) -> _Kept:
    cover = planning.cover_of_few(wanted, limits, now=now(), offers=FEW_OFFERS, seconds=BAND_SECONDS)
    return _Kept(cover, planning.public_names(_offers_of(cover)) if cover is not None else {})
