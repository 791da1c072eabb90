"""Needs: written down, changed, deleted and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from marketplace.competences.queries import competences_by_key
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.geography.queries import find_postcode
from marketplace.needs import policy, queries, rules
from marketplace.needs.events import NeedBroughtBack, NeedChanged, NeedDropped, NeedKept
from marketplace.needs.models import Need, NeedCompetence
from marketplace.needs.rules import Limits, Wanted


def keep_need(actor: Actor, *, text: str, limits: Limits, understood: Sequence[str], now: datetime) -> Need:
    """Write down what a company's people must be able to do.

    `understood` are the keys of the competences its words name (see `queries.understood`): read before the
    transaction, as understanding words may take a while and nobody should wait for that to write.
    """
    require(policy.may_keep_needs(actor))
    if actor.organisation_id is None or actor.person_id is None:
        raise AssertionError("somebody at a company's desk has signed in")
    clean = rules.check_text(text)
    need = Need(
        ref=new_ref(),
        company_id=actor.organisation_id,
        kept_by_id=actor.person_id,
        text=clean,
        revision=0,
        created_at=now,
        changed_at=now,
        competences=[],
    )
    _set_limits(need, limits)
    _set_competences(need, [Wanted(key) for key in understood])
    session.add(need)
    session.flush()
    announce(NeedKept(need=need.ref, organisation=actor.organisation_ref, competences=tuple(understood)))
    return need


def change_need(
    actor: Actor,
    ref: str,
    *,
    text: str,
    limits: Limits,
    wanted: Sequence[Wanted],
    added: Sequence[str] = (),
    seen: int,
    now: datetime,
) -> Need:
    """Change a need as one whole. `seen` is the revision the form was made from: another one is a Conflict.

    `added` are the keys of competences to add (see `queries.added`); those that stand there already stay as they are.
    """
    need = queries.find_need(actor, ref, locked=True)
    require(policy.may_keep_needs(actor))
    rules.check_unchanged(need.revision, seen)
    before = _shown(need)
    need.text = rules.check_text(text)
    _set_limits(need, limits)
    held = {one.key for one in wanted}
    _set_competences(need, [*wanted, *(Wanted(key) for key in added if key not in held)])
    changed = rules.changed_names(before, _shown(need))
    if changed:
        need.revision += 1
        need.changed_at = now
        session.flush()
        announce(NeedChanged(need=ref, organisation=actor.organisation_ref, what=changed))
    return need


def _set_limits(need: Need, limits: Limits) -> None:
    rules.check_limits(limits)
    need.headcount, need.budget, need.hours = limits.headcount, limits.budget, limits.hours
    need.starts_on, need.done_by = limits.starts_on, limits.done_by
    need.postcode_code = find_postcode(limits.postcode).code if limits.postcode else None


def _set_competences(need: Need, wanted: Sequence[Wanted]) -> None:
    known = competences_by_key([one.key for one in wanted])
    rules.check_competences(wanted, known)
    held = {one.competence_id: one for one in need.competences}
    rows = []
    for position, one in enumerate(wanted):
        row = held.get(known[one.key].id) or NeedCompetence(competence=known[one.key])
        row.position, row.now, row.wanted = position, one.now, one.wanted
        rows.append(row)
    need.competences = rows


def _shown(need: Need) -> dict[str, object]:
    """What a change may change, by the names its fact carries."""
    return {
        "words": need.text,
        "headcount": need.headcount,
        "postcode": need.postcode_code,
        "budget": need.budget,
        "hours": need.hours,
        "starts_on": need.starts_on,
        "done_by": need.done_by,
        "competences": [one.competence.key for one in need.competences],
        "levels": [(one.competence.key, one.now, one.wanted) for one in need.competences],
    }


def drop_need(actor: Actor, ref: str, *, now: datetime) -> Need:
    """Delete a need. It leaves the list at once, and goes for good after 30 days."""
    need = queries.find_need(actor, ref, locked=True)
    require(policy.may_keep_needs(actor))
    need.dropped_at = now
    session.flush()
    announce(NeedDropped(need=ref, organisation=actor.organisation_ref))
    return need


def bring_back_need(actor: Actor, ref: str, *, now: datetime) -> Need:
    """Put a deleted need back on the list; NotFound once its 30 days are over."""
    need = queries.find_dropped_need(actor, ref, now, locked=True)
    require(policy.may_keep_needs(actor))
    need.dropped_at = None
    session.flush()
    announce(NeedBroughtBack(need=ref, organisation=actor.organisation_ref))
    return need


def forget_dropped(now: datetime) -> int:
    """Remove needs deleted more than 30 days ago, for good; how many. Repeating work."""
    gone = session.execute(delete(Need).where(Need.dropped_at <= now - rules.DROPPED_LAST))
    return int(getattr(gone, "rowcount", 0))
