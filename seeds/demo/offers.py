"""Modules, offers and their way through review, prices and VAT."""

from __future__ import annotations

from functools import partial
from typing import Any

from marketplace.catalogue.rules.offers import OfferFacts, OutcomeFacts
from marketplace.catalogue.service.drafting import draft_offer
from marketplace.catalogue.service.modules import draft_module
from marketplace.catalogue.service.publishing import approve, publish, submit_for_review
from marketplace.catalogue.service.vat import decide_vat
from marketplace.foundation.texts import Texts
from marketplace.pricing.service.planning import add_terms
from seeds.demo import plans
from seeds.demo.world import HERE, Organisation, World, read

LADDERS = {
    "gentle": (Texts("Rolig trappe", "Gentle ladder"), [[30, 0], [14, 50], [0, 100]], 5),
    "short": (Texts("Kort trappe", "Short ladder"), [[14, 0], [8, 50], [0, 100]], 2),
}
WAITING = {"in_review": {"sundhed-o10", "ai-o09"}, "draft": {"paedagogik-o10", "salg-o09"}}


def pair(facts: dict[str, Any], name: str) -> Texts:
    """A text in both languages."""
    return Texts(str(facts.get(f"{name}_da", "")).strip(), str(facts.get(f"{name}_en", "")).strip())


def make_terms(world: World) -> dict[tuple[str, str], str]:
    """Two sets of terms per institution: (institution, name) to ref."""
    made: dict[tuple[str, str], str] = {}
    for key, institution in world.institutions.items():
        actor = institution.people["publisher"]
        for name, (title, ladder, naming_days) in LADDERS.items():
            made[key, name] = world.done(
                partial(add_terms, actor, name=title, ladder=ladder, naming_days=naming_days, now=world.at)
            ).ref
    return made


def fields() -> list[str]:
    """The fields that have content, in a fixed order."""
    return sorted(path.stem for path in (HERE / "fields").glob("*.toml"))


def make_offers(world: World, field: str, terms: dict[tuple[str, str], str]) -> list[tuple[str, str, dict[str, Any]]]:
    """All offers of a field; gives (offer ref, institution key, content) of those the public sees."""
    content = read(f"fields/{field}.toml")
    modules = {module["key"]: module for module in content["module"]}
    versions: dict[tuple[str, str], str] = {}
    made = []
    for facts in content["offer"]:
        institution = world.institutions[facts["institution"]]
        for key in facts["modules"]:
            if (institution.key, key) not in versions:
                versions[institution.key, key] = world.done(partial(_module, world, field, institution, modules[key]))
        refs = tuple(versions[institution.key, key] for key in facts["modules"])
        ref = world.done(partial(_offer, world, field, institution, facts, refs, terms))
        if ref:
            made.append((ref, institution.key, facts))
    return made


def _module(world: World, field: str, institution: Organisation, module: dict[str, Any]) -> str:
    world.count("nanomoduler")
    return draft_module(
        institution.people["publisher"],
        field=field,
        title=pair(module, "title"),
        summary=pair(module, "summary"),
        body=pair(module, "text"),
        hours_tenths=round(module["hours"] * 10),
        language=module["language"],
        competence_keys=module["competences"],
        now=world.at,
    ).ref


def facts_of(field: str, facts: dict[str, Any], modules: tuple[str, ...], public: bool) -> OfferFacts:
    """The content of an offer as the catalogue takes it."""
    texts = {
        name: pair(facts, source)
        for name, source in {
            "title": "title",
            "lead": "lead",
            "about": "about",
            "target_group": "target_group",
            "assessment_text": "assessment",
            "supervision": "supervision",
            "admission_text": "admission",
            "prerequisites": "prerequisites",
            "stackability": "stackability",
            "work_project": "work_project",
        }.items()
    }
    return OfferFacts(
        field=field,
        language=facts["language"],
        hours_total_tenths=facts["hours_total"] * 10,
        hours_away_tenths=facts["hours_away"] * 10,
        ects_tenths=round(facts["ects"] * 10) if "ects" in facts else None,
        nqf_level=facts.get("nqf_level"),
        nqf_basis=facts.get("nqf_basis") if "nqf_level" in facts else None,
        assessment=facts["assessment"],
        participation=facts["participation"],
        quality_assurance="external_institution" if public else "external_certified",
        grading=facts["grading"],
        admission=facts["admission"],
        outcomes=tuple(
            OutcomeFacts(
                pair(outcome, "text"), tuple((one["key"], one["proficiency"]) for one in outcome["competences"])
            )
            for outcome in facts["outcome"]
        ),
        module_version_refs=modules,
        **texts,
    )


def _offer(
    world: World,
    field: str,
    institution: Organisation,
    facts: dict[str, Any],
    modules: tuple[str, ...],
    terms: dict[tuple[str, str], str],
) -> str:
    publisher, reviewer = institution.people["publisher"], institution.people["reviewer"]
    public = institution.kind != "private"
    version = draft_offer(publisher, facts_of(field, facts, modules, public), now=world.at)
    offer_ref = version.offer.ref
    exempt = facts["vat"] == "exempt"
    decide_vat(
        publisher,
        offer_ref,
        "exempt" if exempt else "standard",
        ("vocational_retraining" if exempt else "single_subject_taxable")
        if public
        else ("teaching_exempt" if exempt else "private_provider_taxable"),
        "Udbyderen har vurderet, at forløbet er momsfri undervisning i den opdigtede praksis."
        if exempt
        else "Udbyderen har vurderet, at forløbet er momspligtigt efter den opdigtede praksis.",
        world.at.date(),
        now=world.at,
    )
    basis = "open_education" if public and exempt and facts["key"].endswith(("o03", "o07")) else "full_cost"
    terms_ref = terms[institution.key, "gentle" if facts["seat_price"] >= 6000 else "short"]
    plans.set_plans(world, institution, offer_ref, facts, basis, terms_ref)
    if facts["key"] in WAITING["draft"]:
        world.count("kladder")
        return ""
    submit_for_review(publisher, version.ref, now=world.at)
    if facts["key"] in WAITING["in_review"]:
        world.count("til gennemsyn")
        return ""
    approve(reviewer, version.ref, now=world.at)
    publish(publisher, version.ref, now=world.at)
    world.count("forløb")
    return offer_ref
