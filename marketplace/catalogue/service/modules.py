"""Making modules, and new versions of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from marketplace.catalogue import policy, queries, rules
from marketplace.catalogue.events import ModulePublished
from marketplace.catalogue.models import Module, ModuleVersion
from marketplace.catalogue.rules import ModuleFacts
from marketplace.competences.models import Competence
from marketplace.competences.queries import competences_by_key, public_fields
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts


def draft_module(
    actor: Actor,
    *,
    field: str,
    title: Texts,
    summary: Texts,
    body: Texts,
    hours_tenths: int,
    language: str,
    competence_keys: Sequence[str],
    now: datetime,
) -> ModuleVersion:
    """Make a module for the actor's institution; it can be used in offers at once. Hours in tenths."""
    require(policy.may_draft(actor))
    check_field(field)
    module = Module(ref=new_ref(), institution_id=actor.organisation_id, field_key=field, created_at=now)
    session.add(module)
    session.flush()
    facts = ModuleFacts(title, summary, body, hours_tenths, language, tuple(competence_keys))
    return _add_version(actor, module, 1, facts, now)


def new_module_version(
    actor: Actor,
    module_ref: str,
    *,
    title: Texts,
    summary: Texts,
    body: Texts,
    hours_tenths: int,
    language: str,
    competence_keys: Sequence[str],
    now: datetime,
) -> ModuleVersion:
    """Say what a module is from now on; offer versions that list an earlier version keep that."""
    require(policy.may_draft(actor))
    module = queries.find_module(actor, module_ref).module
    last = session.scalar(select(func.max(ModuleVersion.no)).where(ModuleVersion.module_id == module.id)) or 0
    facts = ModuleFacts(title, summary, body, hours_tenths, language, tuple(competence_keys))
    return _add_version(actor, module, last + 1, facts, now)


def _add_version(actor: Actor, module: Module, no: int, facts: ModuleFacts, now: datetime) -> ModuleVersion:
    rules.check_module(facts)
    version = ModuleVersion(
        ref=new_ref(),
        module=module,
        no=no,
        title=facts.title,
        summary=facts.summary,
        body=facts.body,
        hours_tenths=facts.hours_tenths,
        language=facts.language,
        author_id=actor.person_id,
        created_at=now,
        competences=known_competences(facts.competence_keys, "competences"),
    )
    session.add(version)
    announce(ModulePublished(module=module.ref, no=no))
    return version


def check_field(key: str) -> None:
    """Refuse a field that is not on the list."""
    if key not in {field.key for field in public_fields()}:
        raise RuleBroken("catalogue.unknown_field", field="field")


def known_competences(keys: Sequence[str], field: str) -> list[Competence]:
    """The competences with these keys, each once; refuses an unknown key on the form's field."""
    found = competences_by_key(keys)
    for key in keys:
        if key not in found:
            raise RuleBroken("catalogue.unknown_competence", field=field, key=key)
    return [found[key] for key in dict.fromkeys(keys)]
