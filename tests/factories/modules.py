"""Modules of versions, for tests."""

from __future__ import annotations

from marketplace.catalogue.models import Module, ModuleVersion, Run, VersionModule
from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts
from tests.factories import within


def make_modules(run: Run, *titles: str) -> list[ModuleVersion]:
    """Modules that the run's version lists, in this order."""
    at = clock.now()
    with within():
        made = []
        for position, title in enumerate(titles, start=1):
            module = Module(
                ref=new_ref(),
                institution_id=run.institution_id,
                field_key=run.version.offer.field_key,
                created_at=at,
            )
            session.add(module)
            session.flush()
            version = ModuleVersion(
                ref=new_ref(),
                module_id=module.id,
                no=1,
                title=Texts(title, title),
                hours_tenths=20,
                language="da",
                created_at=at,
            )
            session.add(version)
            session.flush()
            session.add(VersionModule(version_id=run.version_id, module_version_id=version.id, position=position))
            made.append(version)
    return made
