"""The guided form of an offer: what its draft states, from the form to facts and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FieldList, FormField

from marketplace.catalogue.models import ModuleVersion, OfferVersion
from marketplace.catalogue.rules import OfferFacts, OutcomeFacts
from marketplace.competences.models import Competence
from marketplace.competences.queries import competence_by_label_or_none, competences_by_key
from marketplace.foundation.labels import choices
from marketplace.foundation.words import N_, language
from marketplace.foundation.words import gettext as _
from marketplace.web.institution.forms import CompetenceLine, texts, typed
from marketplace.web.shell.forms import (
    AreaField,
    Form,
    LineField,
    OneField,
    PickField,
    TenthsField,
    WholeField,
    at_most,
    needed,
    optional_empty,
)

TEXTS = (
    "title",
    "lead",
    "about",
    "target_group",
    "assessment_text",
    "supervision",
    "admission_text",
    "prerequisites",
    "stackability",
    "work_project",
)
CODES = ("language", "assessment", "participation", "quality_assurance", "grading", "admission")

# Where the form asks for each fact that review needs (codes of catalogue.rules.missing_facts).
ANCHORS = {
    "title": "title_da",
    "lead": "lead_da",
    "target_group": "target_group_da",
    "outcomes": "learning",
    "outcome_competences": "learning",
    "hours": "hours_total",
    "assessment": "assessment",
    "participation": "participation",
    "quality_assurance": "quality_assurance",
    "admission_text": "admission_text_da",
}


class ReachedLine(CompetenceLine):
    """A competence and the proficiency an outcome reaches."""

    level = PickField(N_("Niveau bagefter"), default="3")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.level.choices = choices("proficiency")


class OutcomeRow(Form):
    """One learning outcome."""

    text_da = AreaField(N_("Deltageren kan, på dansk"), [at_most(600)])
    text_en = AreaField(N_("Deltageren kan, på engelsk"), [at_most(600)])
    competences = FieldList(FormField(ReachedLine), min_entries=2, max_entries=12)


class ModuleRow(Form):
    """A module of the institution: whether it is in, and as which number."""

    ref = LineField(validators=[at_most(20)])
    on = BooleanField()
    order = WholeField(N_("Nummer"), [optional_empty], least=1, most=99)


class BeginForm(Form):
    """What a new offer begins with; the rest is filled in on the draft."""

    field = PickField(N_("Fagområde"), [needed(N_("Vælg et fagområde på listen."))])
    title_da = LineField(N_("Titel på dansk"), [at_most(200)])
    title_en = LineField(N_("Titel på engelsk"), [at_most(200)])
    language = PickField(N_("Undervisningssprog"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.language.choices = choices("language")


class OfferForm(BeginForm):
    """Everything an offer states."""

    lead_da = AreaField(N_("Kort om forløbet på dansk"), [at_most(600)])
    lead_en = AreaField(N_("Kort om forløbet på engelsk"), [at_most(600)])
    about_da = AreaField(N_("Om forløbet på dansk"), [at_most(20_000)])
    about_en = AreaField(N_("Om forløbet på engelsk"), [at_most(20_000)])
    target_group_da = AreaField(N_("Målgruppe på dansk"), [at_most(600)])
    target_group_en = AreaField(N_("Målgruppe på engelsk"), [at_most(600)])
    outcomes = FieldList(FormField(OutcomeRow), min_entries=1, max_entries=30)
    modules = FieldList(FormField(ModuleRow), max_entries=500)
    hours_total = TenthsField(N_("Timer i alt"), [optional_empty])
    hours_away = TenthsField(N_("Heraf timer væk fra arbejdet"), [optional_empty])
    ects = TenthsField(N_("ECTS"), [optional_empty])
    nqf_level = PickField(N_("Niveau i kvalifikationsrammen"))
    nqf_basis = PickField(N_("Grundlag for niveauet"))
    assessment = PickField(N_("Prøveform"))
    assessment_text_da = AreaField(N_("Prøven i ord på dansk"), [at_most(600)])
    assessment_text_en = AreaField(N_("Prøven i ord på engelsk"), [at_most(600)])
    participation = PickField(N_("Deltagelse"))
    supervision_da = AreaField(N_("Tilsyn og identitet ved prøven, på dansk"), [at_most(600)])
    supervision_en = AreaField(N_("Tilsyn og identitet ved prøven, på engelsk"), [at_most(600)])
    quality_assurance = PickField(N_("Kvalitetssikring"))
    grading = OneField(N_("Bedømmelse"))
    admission = OneField(N_("Adgang"))
    admission_text_da = AreaField(N_("Adgangskravet på dansk"), [at_most(600)])
    admission_text_en = AreaField(N_("Adgangskravet på engelsk"), [at_most(600)])
    prerequisites_da = AreaField(N_("Godt at kunne i forvejen, på dansk"), [at_most(600)])
    prerequisites_en = AreaField(N_("Godt at kunne i forvejen, på engelsk"), [at_most(600)])
    stackability_da = AreaField(N_("Hvad forløbet kan bygges sammen med, på dansk"), [at_most(600)])
    stackability_en = AreaField(N_("Hvad forløbet kan bygges sammen med, på engelsk"), [at_most(600)])
    work_project_da = AreaField(N_("Projekt på arbejdspladsen på dansk"), [at_most(600)])
    work_project_en = AreaField(N_("Projekt på arbejdspladsen på engelsk"), [at_most(600)])

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        unset = ("", _("Ikke valgt endnu"))
        self.nqf_level.choices = [("", _("ikke niveauplaceret")), *((str(n), str(n)) for n in range(1, 9))]
        self.nqf_basis.choices = [("", _("intet niveau, intet grundlag")), *choices("nqf_basis")]
        self.assessment.choices = [unset, *choices("assessment")]
        self.participation.choices = [unset, *choices("participation")]
        self.quality_assurance.choices = choices("quality_assurance")
        self.grading.choices = choices("grading")
        self.admission.choices = choices("admission")


def values_from(version: OfferVersion, modules: Sequence[ModuleVersion]) -> dict[str, Any]:
    """What a version states, as the first values of the form; modules listed come before the others."""
    values: dict[str, Any] = {"field": version.offer.field_key}
    for name in TEXTS:
        values |= typed(name, getattr(version, name))
    for name in CODES:
        values[name] = getattr(version, name)
    values |= {
        "hours_total": version.hours_total_tenths or None,
        "hours_away": version.hours_away_tenths or None,
        "ects": version.ects_tenths,
        "nqf_level": str(version.nqf_level or ""),
        "nqf_basis": version.nqf_basis or "",
        "outcomes": [
            {
                **typed("text", outcome.text),
                "competences": [
                    {**competence_values(row.competence), "level": str(row.proficiency)} for row in outcome.competences
                ],
            }
            for outcome in version.outcomes
        ],
    }
    listed = {row.module_version.ref: row.position for row in version.modules}
    ordered = sorted(modules, key=lambda one: listed.get(one.ref, len(listed) + 1))
    values["modules"] = [{"ref": one.ref, "on": one.ref in listed, "order": listed.get(one.ref)} for one in ordered]
    return values


def competence_values(competence: Competence) -> dict[str, str]:
    """A competence as a line of a form shows it."""
    return {"key": competence.key, "label": competence.label.said(language())}


def read_competences(lines: Sequence[Any]) -> list[tuple[str, Any]]:
    """The competences lines of a form name, as (key, line). Lines nobody knows get an error; empty ones are left out.

    A label left as it was means the competence it was filled in from; any other one is looked up.
    """
    named = [line for line in lines if line.form.label.data]
    kept = competences_by_key(line.form.key.data for line in named if line.form.key.data)
    found: list[tuple[str, Any]] = []
    for line in named:
        said = line.form.label.data
        before = kept.get(line.form.key.data or "")
        if before is not None and said in (before.label.da, before.label.en):
            found.append((before.key, line))
            continue
        meant = competence_by_label_or_none(said, language())
        if meant is None:
            line.form.label.errors = [
                *line.form.label.errors,
                _("Vi kender ikke kompetencen “%(label)s”. Vælg en fra listen.", label=said),
            ]
        else:
            found.append((meant.key, line))
    return found


def _said(form: OfferForm) -> dict[str, Any]:
    return {**{name: texts(form, name) for name in TEXTS}, **{name: form[name].data for name in CODES}}


def facts_from(form: OfferForm, *, with_ects: bool) -> OfferFacts | None:
    """What the form states, or None when a competence is not known (its line says so)."""
    lines = [line for row in form.outcomes for line in row.form.competences]
    known = read_competences(lines)
    if any(line.form.label.errors for line in lines):
        return None
    keys = {line.name: (key, int(line.form.level.data)) for key, line in known}
    outcomes = []
    for row in form.outcomes:
        reached = tuple(keys[line.name] for line in row.form.competences if line.name in keys)
        said = texts(row.form, "text")
        if said or reached:
            outcomes.append(OutcomeFacts(said, reached))
    chosen = sorted((row.form for row in form.modules if row.form.on.data), key=lambda row: row.order.data or 1000)
    return OfferFacts(
        field=form.field.data,
        **_said(form),
        hours_total_tenths=form.hours_total.data or 0,
        hours_away_tenths=form.hours_away.data or 0,
        ects_tenths=(form.ects.data or None) if with_ects else None,
        nqf_level=int(form.nqf_level.data) if form.nqf_level.data else None,
        nqf_basis=form.nqf_basis.data or None,
        outcomes=tuple(outcomes),
        module_version_refs=tuple(str(row.ref.data) for row in chosen),
    )
