"""What the mail about a saved search says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.accounts.models import Person
from marketplace.catalogue.queries import public_offer_cards, public_offer_ids
from marketplace.foundation.words import day, language, ngettext
from marketplace.foundation.words import gettext as _
from marketplace.notices.queries.saying import Said, address
from marketplace.search.queries.watches import reaches, refs_new_at, stop_link, watch_or_none
from marketplace.search.rules.watches import WatchStatus

LISTED = 5  # offers named in the mail; the others stand on the list


@dataclass(frozen=True, slots=True)
class Found:
    """One new offer as the mail shows it."""

    title: str
    seller: str
    start: str
    url: str


def watch_said(subject: str, person: Person, now: datetime) -> Said | None:
    """The new offers of one announcement (`watch:telling`) that the public still sees.

    None where there are none, the search was stopped or deleted, or the person has left the company's desk.
    """
    ref, _colon, telling = subject.partition(":")
    watch = watch_or_none(ref)
    if watch is None or watch.status != WatchStatus.ACTIVE or watch.person_id != person.id or not reaches(watch):
        return None
    ids = public_offer_ids(refs_new_at(watch.id, int(telling)))
    if not ids:
        return None
    stop_ref, token = stop_link(watch)
    words = ngettext("%(num)s nyt forløb: %(title)s", "%(num)s nye forløb: %(title)s", len(ids), title=watch.title)
    return Said(
        subject=words,
        action=(_("Se alle forløb til søgningen"), f"{address('offers')}?{watch.query}"),
        facts={
            "watch_title": watch.title,
            "offers": _found(ids[:LISTED], now),
            "total": len(ids),
            "more": max(0, len(ids) - LISTED),
            "stop": address("stop_watch", ref=stop_ref, token=token),
        },
    )


def _found(ids: list[int], now: datetime) -> list[Found]:
    return [
        Found(
            title=card.title.said(language()),
            seller=card.institution_name,
            start=day(card.next_run.starts_on) if card.next_run and card.next_run.starts_on else "",
            url=address("offer", ref=card.offer_ref),
        )
        for card in public_offer_cards(ids, now)
    ]
