"""Keeping funding schemes: written and read again by the operator, begun from the reference tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import require
from marketplace.foundation.events import announce
from marketplace.foundation.money import kroner
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts
from marketplace.pricing import policy
from marketplace.pricing.events import FundingSchemeKept, FundingSchemeMoved
from marketplace.pricing.models import FundingScheme
from marketplace.pricing.queries.funding import HIDDEN, SHOWN, find_scheme
from marketplace.pricing.rules.funding import Scheme, check_scheme


def add_scheme(actor: Actor, scheme: Scheme, *, now: datetime) -> FundingScheme:
    """Tell of a scheme. RuleBroken "pricing.scheme_*" for what cannot stand on a page."""
    require(policy.may_keep_schemes(actor))
    check_scheme(scheme, today(now))
    ref = new_ref()
    row = FundingScheme(ref=ref, key=f"own-{ref}", status=SHOWN)
    session.add(row)
    return _kept(row, scheme, actor, now)


def change_scheme(actor: Actor, ref: str, scheme: Scheme, *, now: datetime) -> FundingScheme:
    """Write a scheme anew, after its source has been read again; the reference tables no longer touch it."""
    require(policy.may_keep_schemes(actor))
    check_scheme(scheme, today(now))
    return _kept(find_scheme(actor, ref), scheme, actor, now)


def show_scheme(actor: Actor, ref: str, *, shown: bool, now: datetime) -> FundingScheme:
    """Show a scheme to all, or hide it. Doing it again changes nothing."""
    row = find_scheme(actor, ref)
    status = SHOWN if shown else HIDDEN
    if row.status != status:
        row.status, row.changed_by_id, row.changed_at = status, actor.person_id, now
        session.flush()
        announce(FundingSchemeMoved(scheme=row.ref, to=status))
    return row


def load_schemes(rows: Iterable[Mapping[str, Any]], *, now: datetime) -> str:
    """Load the reference table by key, and say what came of it.

    What the operator has changed since stays as the operator left it.
    """
    known = {row.key: row for row in session.scalars(select(FundingScheme))}
    added = changed = 0
    for facts in rows:
        scheme = _scheme_of(facts)
        check_scheme(scheme, today(now))
        row = known.get(facts["key"])
        if row is None:
            row = FundingScheme(ref=new_ref(), key=facts["key"], status=SHOWN)
            session.add(row)
            added += 1
        elif row.changed_by_id is not None or row.scheme == scheme:
            continue
        else:
            changed += 1
        _kept(row, scheme, None, now)
    return f"added={added}, changed={changed}"


def _scheme_of(facts: Mapping[str, Any]) -> Scheme:
    most = facts.get("most_a_head")
    return Scheme(
        name=Texts(facts["name_da"], facts["name_en"]),
        rule=Texts(facts["rule_da"].strip(), facts["rule_en"].strip()),
        percent=facts["percent"],
        most_a_head=None if most is None else kroner(most),
        only_open_education=facts.get("only_open_education", False),
        only_small=facts.get("only_small", False),
        source=facts["source"],
        as_of=facts["as_of"],
    )


def _kept(row: FundingScheme, scheme: Scheme, actor: Actor | None, now: datetime) -> FundingScheme:
    row.name, row.rule = scheme.name, scheme.rule
    row.percent = scheme.percent
    row.most_a_head = None if scheme.most_a_head is None else scheme.most_a_head.minor
    row.only_open_education, row.only_small = scheme.only_open_education, scheme.only_small
    row.source, row.as_of = scheme.source, scheme.as_of
    row.changed_by_id = actor.person_id if actor else None
    row.changed_at = now
    session.flush()
    announce(FundingSchemeKept(scheme=row.ref, percent=row.percent))
    return row
