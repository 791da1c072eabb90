"""A whole job ad as the question: read once, and asked on as the competences it was read as.

An address is no place for 10,000 characters: proxies refuse it, every link of the list would carry it, and it stands in
logs and histories, names and telephone numbers and all. So a long text is sent in a form, and the list is asked for
the labels of what was understood: words that can be read, corrected, shared and saved like any other need.
"""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.language.lexicon import EMPTY
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.organisations.queries.homes import home_postcode
from marketplace.search.queries.addresses import postcode_in
from marketplace.search.queries.asking import understand
from marketplace.search.rules.asking import TEXT_MAX, Ask
from marketplace.search.rules.noted import kept_text
from marketplace.web.public.address import Address
from marketplace.web.public.forms import LONG, PasteForm
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.filters import said
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page

READ = "opslag"  # with 1 says on the list that its words were read from a longer text


def paste() -> ResponseReturnValue:
    """The form for a long text, and what it is read as."""
    form = PasteForm()
    if not form.is_submitted():
        form.postcode.data = home_postcode(actor())
    elif form.validate() and _is_somewhere(form):
        if words := read_as(form.q.data or ""):
            return _to_list(words, Address(url_for("public.offers"), request.form.to_dict(flat=False)))
        form.q.errors = [_("Vi kan ikke læse nogen kompetence i teksten. Skriv, hvad medarbejderne skal kunne.")]
    return page(
        "public/pasting/paste.html",
        title=_("Find forløb til et stillingsopslag"),
        status=status_of(form),
        form=form,
        most=TEXT_MAX,
    )


def _is_somewhere(form: PasteForm) -> bool:
    try:
        postcode_in({"postnr": [form.postcode.data or ""]})
    except RuleBroken as broken:
        refuse(form, broken)
        return False
    return True


def shortened(text: str, address: Address) -> ResponseReturnValue | None:
    """The way to the list of what a long text in an address was read as; None for a text that is short enough.

    Where nothing was understood, the list is asked for how the text begins, without what may point at a person.
    """
    return _to_list(read_as(text) or kept_text(text), address) if len(text) > LONG else None


def _to_list(words: str, address: Address) -> ResponseReturnValue:
    return redirect(address.url(q=words, opslag=1), 303)


def read_as(text: str) -> str:
    """The competences a text was understood to ask for, by their labels; "" where there are none."""
    understood = understand(Ask(text=text, language=language()), EMPTY).understood
    return ", ".join(dict.fromkeys(said(one.label) for one in understood))[:LONG]
