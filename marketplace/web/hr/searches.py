"""The company's saved searches, and who is told what they find."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation import clock
from marketplace.foundation.errors import NotAllowed, RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.search.models import Watch
from marketplace.search.policy import may_change_watch, may_resume_watch, may_watch
from marketplace.search.queries import watches as queries
from marketplace.search.queries.watches import Look, look
from marketplace.search.rules.addresses import kept_query, read_query
from marketplace.search.service import watching
from marketplace.web.hr import search_words
from marketplace.web.hr.forms import SearchForm
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def searches() -> ResponseReturnValue:
    """Every saved search of the company, one's own first."""
    who = actor()
    found = queries.watches(who, page_number())
    return page(
        "hr/searches/searches.html",
        title=_("Gemte søgninger"),
        found=found,
        rows=[(one, address_of(one), search_words.said_of(one.query, one.language)) for one in found.items],
        mine=who.person_id,
        page_url=page_url,
    )


def address_of(watch: Watch) -> str:
    """The list with this search in it."""
    return f"{url_for('public.offers')}?{watch.query}"


def new() -> ResponseReturnValue:
    """The form for saving a search: its address stands behind the question mark of this page's own."""
    query = kept_query(request.args.to_dict(flat=False))
    form = SearchForm(data={"query": query, "title": search_words.title_of(query, actor().language)})
    return _form(form, 200)


def save() -> ResponseReturnValue:
    """Save the search of a list; what it finds now is not mailed, only what comes."""
    form = SearchForm()
    if not form.validate():
        return _form(form, status_of(form))
    try:
        found = _look(form.query.data or "", actor().language)
        with transaction():
            watch = watching.save_watch(
                actor(), found, title=form.title.data or "", every=form.every.data, now=clock.now()
            )
    except RuleBroken as broken:
        return _form(form, refuse(form, broken))
    flash(_("Søgningen er gemt. Vi skriver til dig, når der kommer nye forløb."), "ok")
    return redirect(url_for("hr.searches", _anchor=watch.ref), 303)


def _look(query: str, language: str) -> Look:
    who = actor()
    if not may_watch(who) or who.organisation_id is None:
        raise NotAllowed
    return look(query, language, who.organisation_id)


def _form(form: SearchForm, status: int) -> tuple[str, int]:
    if not may_watch(actor()):
        raise NotAllowed
    query = form.query.data or ""
    return page(
        "hr/searches/new.html",
        title=_("Gem søgningen"),
        status=status,
        form=form,
        words=search_words.said_of(query, actor().language),
        back=f"{url_for('public.offers')}?{_readable(query)}",
    )


def _readable(query: str) -> str:
    """The search as an address of our own; "" for one the list would refuse."""
    try:
        return kept_query(read_query(query))
    except RuleBroken:
        return ""


def search(ref: str) -> ResponseReturnValue:
    """One saved search: its title and how often, stopping, deleting."""
    who = actor()
    watch = queries.find_watch(who, ref)
    form = SearchForm(data={"title": watch.title, "every": watch.every})
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                watching.change_watch(who, ref, title=form.title.data or "", every=form.every.data, now=clock.now())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(_("Søgningen er rettet."), "ok")
            return redirect(url_for("hr.searches", _anchor=ref), 303)
        watch = queries.find_watch(who, ref)
    return page(
        "hr/searches/search.html",
        title=watch.title,
        status=status_of(form),
        form=form,
        watch=watch,
        words=search_words.said_of(watch.query, watch.language),
        address=address_of(watch),
        may_change=may_change_watch(who, watch),
        may_resume=may_resume_watch(who, watch),
        mine=watch.person_id == who.person_id,
    )


def stop(ref: str) -> ResponseReturnValue:
    """No more mails about a search."""
    with transaction():
        watching.stop_watch(actor(), ref, now=clock.now())
    flash(_("Søgningen er stoppet. Der kommer ingen mails om den."), "ok")
    return redirect(url_for("hr.search", ref=ref), 303)


def resume(ref: str) -> ResponseReturnValue:
    """Mails again, about what comes from now on."""
    watch = queries.find_watch(actor(), ref)
    found = _look(watch.query, watch.language)
    with transaction():
        watching.resume_watch(actor(), ref, found, now=clock.now())
    flash(_("Vi skriver til dig igen, når der kommer nye forløb."), "ok")
    return redirect(url_for("hr.search", ref=ref), 303)


def drop(ref: str) -> ResponseReturnValue:
    """Delete a search; it can be asked and saved again from the list."""
    with transaction():
        watching.drop_watch(actor(), ref)
    flash(_("Søgningen er slettet."), "ok")
    return redirect(url_for("hr.searches"), 303)
