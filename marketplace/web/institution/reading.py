"""All a version states, written out for a reader: in both languages, beside what another version says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.catalogue.models import LearningOutcome, OfferVersion
from marketplace.foundation import words
from marketplace.foundation.labels import label
from marketplace.foundation.texts import Texts
from marketplace.foundation.words import N_, language
from marketplace.foundation.words import gettext as _


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact: its name, what it says, and what it said before (None: nothing to compare with).

    A fact with `is_text` stands in both languages; any other is one line.
    """

    name: str
    now: Texts
    before: Texts | None
    is_text: bool = True

    @property
    def differs(self) -> bool:
        return self.before is not None and self.before != self.now


_TEXTS = {
    "title": N_("Titel"),
    "lead": N_("Kort om forløbet"),
    "about": N_("Om forløbet"),
    "target_group": N_("Målgruppe"),
    "assessment_text": N_("Prøven i ord"),
    "supervision": N_("Tilsyn og identitet ved prøven"),
    "admission_text": N_("Adgangskravet"),
    "prerequisites": N_("Godt at kunne i forvejen"),
    "stackability": N_("Hvad forløbet kan bygges sammen med"),
    "work_project": N_("Projekt på arbejdspladsen"),
}


def _level(version: OfferVersion) -> str:
    if version.nqf_level is None:
        return _("ikke niveauplaceret")
    basis = label("nqf_basis", version.nqf_basis) if version.nqf_basis else ""
    return _("niveau %(level)s, %(basis)s", level=version.nqf_level, basis=basis)


def _code(group: str, code: str) -> str:
    return label(group, code) if code else _("ikke valgt")


_LINES: dict[str, Callable[[OfferVersion], str]] = {
    N_("Undervisningssprog"): lambda version: label("language", version.language),
    N_("Timer i alt"): lambda version: words.hours(version.hours_total_tenths),
    N_("Heraf timer væk fra arbejdet"): lambda version: words.hours(version.hours_away_tenths),
    N_("ECTS"): lambda version: words.ects(version.ects_tenths) if version.ects_tenths else _("ingen"),
    N_("Niveau i kvalifikationsrammen"): _level,
    N_("Prøveform"): lambda version: _code("assessment", version.assessment),
    N_("Deltagelse"): lambda version: _code("participation", version.participation),
    N_("Kvalitetssikring"): lambda version: _code("quality_assurance", version.quality_assurance),
    N_("Bedømmelse"): lambda version: _code("grading", version.grading),
    N_("Adgang"): lambda version: _code("admission", version.admission),
}


def _outcome(outcome: LearningOutcome, code: str) -> str:
    """An outcome in one language, with the competences it builds on lines of their own."""
    with words.speaking(code):
        reached = [
            f"{row.competence.label.said(code)}: {label('proficiency', str(row.proficiency))}"
            for row in outcome.competences
        ]
    return "\n".join([outcome.text.en if code == "en" else outcome.text.da, *reached])


def _outcomes(version: OfferVersion) -> list[Texts]:
    return [Texts(_outcome(one, "da"), _outcome(one, "en")) for one in version.outcomes]


def _modules(version: OfferVersion) -> str:
    return "\n".join(
        _(
            "%(no)s. %(title)s, version %(version)s, %(hours)s",
            no=row.position,
            title=row.module_version.title.said(language()),
            version=row.module_version.no,
            hours=words.hours(row.module_version.hours_tenths),
        )
        for row in version.modules
    )


def stated(version: OfferVersion, before: OfferVersion | None) -> list[tuple[str, list[Stated]]]:
    """Everything in groups, in the order of the form. Texts that say nothing in either version are left out."""
    spoken = [
        Stated(_(name), getattr(version, key), getattr(before, key) if before is not None else None)
        for key, name in _TEXTS.items()
        if getattr(version, key) or (before is not None and getattr(before, key))
    ]
    mine, theirs = _outcomes(version), _outcomes(before) if before is not None else []
    longest = max(len(mine), len(theirs))
    outcomes = [
        Stated(
            _("Læringsudbytte %(no)s", no=at + 1),
            mine[at] if at < len(mine) else Texts(),
            None if before is None else (theirs[at] if at < len(theirs) else Texts()),
        )
        for at in range(longest)
    ]
    lines = [
        Stated(_(name), Texts(say(version)), Texts(say(before)) if before is not None else None, is_text=False)
        for name, say in _LINES.items()
    ]
    modules = Stated(
        _("Nanomoduler"), Texts(_modules(version)), Texts(_modules(before)) if before is not None else None, False
    )
    return [
        (_("Tekster"), spoken),
        (_("Læringsudbytte"), outcomes),
        (_("Rammer"), [*lines, modules]),
    ]
