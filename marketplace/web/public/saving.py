"""What can be done with a search beyond reading it: share it, save it with a mail alert, keep its need."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.needs.policy import may_keep_needs
from marketplace.search.policy import may_watch
from marketplace.search.rules.addresses import kept_query
from marketplace.search.rules.asking import Ask
from marketplace.search.rules.watches import TITLE_MAX
from marketplace.web.shell.guards import actor

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Saving:
    """The whole address to share; what saving sends; and whether who reads may save, or must sign in first."""

    link: str
    query: str
    title: str
    need: Pairs
    may_save: bool
    may_keep: bool
    sign_in: str  # "" for somebody who has signed in


def saving(asked: Ask) -> Saving:
    """What this request's search can be used for."""
    who = actor()
    arguments = request.args.to_dict(flat=False)
    query = kept_query(arguments)
    here = url_for("public.offers") + (f"?{query}" if query else "")
    spoken = "" if language() == "da" else f"{'&' if query else '?'}lang={language()}"
    limits = ("q", "postnr", "antal", "pris", "senest")
    return Saving(
        link=f"{current_app.config['SITE_URL']}{here}{spoken}",
        query=query,
        title=titled(asked),
        need=[(name, arguments[name][0]) for name in limits if arguments.get(name)],
        may_save=may_watch(who),
        may_keep=may_keep_needs(who),
        sign_in="" if who.signed_in else url_for("account.sign_in", next=here),
    )


def titled(asked: Ask) -> str:
    """A title to begin with."""
    words = " ".join(asked.text.split())
    return short(words, TITLE_MAX) if words else _("Forløb til os")


def short(text: str, most: int) -> str:
    """The beginning of a text, cut at a word."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' .,;:')} …"
