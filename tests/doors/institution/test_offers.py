"""Making an offer: draft, review by a colleague, VAT, publishing, and taking it away."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import OfferVersion
from marketplace.catalogue.queries import find_version
from marketplace.foundation.db import session
from marketplace.organisations.models import Institution
from tests.doors.institution.people import Desk, fields_of, heading_of, read, text_of
from tests.factories import within
from tests.factories.catalogue import make_offer, make_offer_version, make_vat_decision


def only_version() -> OfferVersion:
    return session.scalars(select(OfferVersion)).one()


def begin(desk: Desk) -> str:
    answer = desk.client.post(
        "/udbyder/forloeb/nyt", data={"field": "sundhed", "title_da": "Klart sprog", "title_en": "", "language": "da"}
    )
    assert answer.status_code == 303
    return answer.location


FILLED: dict[str, Any] = {
    "lead_da": "Skriv, så alle forstår det.",
    "target_group_da": "Sekretærer",
    "outcomes-0-text_da": "Kan skrive klart til borgere",
    "outcomes-0-competences-0-label": "klarsprog",
    "outcomes-0-competences-0-level": "4",
    "hours_total": "28",
    "hours_away": "7,5",
    "assessment": "case",
    "participation": "onsite",
}


def fill(desk: Desk, address: str, **over: Any) -> None:
    sent = {**fields_of(desk.client.get(address), "draft"), **FILLED, **over}
    answer = desk.client.post(address, data=sent)
    assert answer.status_code == 303, text_of(answer)


def test_a_draft_is_filled_in_reviewed_and_published(publisher: Desk, reviewer: Desk) -> None:
    address = begin(publisher)
    read(publisher.client.get(address))
    fill(publisher, address)
    version = find_version(publisher.actor, only_version().ref)
    assert version.hours_away_tenths == 75
    assert [(row.competence.key, row.proficiency) for row in version.outcomes[0].competences] == [("klarsprog", 4)]
    offer_page = f"/udbyder/forloeb/{version.offer.ref}"
    assert "Send til gennemsyn" in read(publisher.client.get(offer_page))
    assert publisher.client.post(f"/udbyder/versioner/{version.ref}/til-gennemsyn").status_code == 303
    assert "venter på dig" in read(reviewer.client.get("/udbyder/gennemsyn"))
    assert "Kan skrive klart til borgere" in read(reviewer.client.get(f"/udbyder/gennemsyn/{version.ref}"))
    assert reviewer.client.post(f"/udbyder/gennemsyn/{version.ref}/godkend").status_code == 303
    refused = publisher.client.post(f"/udbyder/versioner/{version.ref}/udgiv")
    assert "Tag stilling til moms" in read(refused, 422)
    decided = publisher.client.post(
        f"{offer_page}/moms",
        data={
            "basis": "exempt",
            "reason_code": "teaching_exempt",
            "reason_text": "Undervisning",
            "valid_from": "23-11-2026",
        },
    )
    assert decided.status_code == 303
    assert publisher.client.post(f"/udbyder/versioner/{version.ref}/udgiv").status_code == 303
    assert "Se den offentlige side" in read(publisher.client.get(offer_page))
    assert only_version().status == "published"


def test_a_row_is_added_and_taken_away_with_everything_kept(publisher: Desk) -> None:
    address = begin(publisher)
    sent = {
        **fields_of(publisher.client.get(address), "draft"),
        **FILLED,
        "hours_total": "mange",
        "row": "add:outcomes",
    }
    more = publisher.client.post(address, data=sent)
    said = read(more)
    assert "Læringsudbytte 2" in said
    assert "Ret én ting" not in said
    kept = fields_of(more, "draft")
    assert kept["hours_total"] == "mange"
    assert kept["outcomes-0-competences-0-label"] == "klarsprog"
    assert kept["lead_da"] == FILLED["lead_da"]
    kept["outcomes-1-text_da"] = "Kan mere"
    less = publisher.client.post(address, data={**kept, "row": "remove:outcomes-0"})
    left = fields_of(less, "draft")
    assert "outcomes-0-text_da" not in left
    assert left["outcomes-1-text_da"] == "Kan mere"
    assert only_version().lead.da == ""


def test_a_competence_nobody_knows_is_said_on_its_row(publisher: Desk) -> None:
    address = begin(publisher)
    sent = {
        **fields_of(publisher.client.get(address), "draft"),
        **FILLED,
        "outcomes-0-competences-0-label": "trylleri",
    }
    answer = publisher.client.post(address, data=sent)
    said = read(answer, 422)
    assert "Ret én ting" in said
    assert "Vi kender ikke kompetencen “trylleri”." in said
    assert 'href="#outcomes-0-competences-0-label"' in answer.get_data(as_text=True)
    assert fields_of(answer, "draft")["lead_da"] == FILLED["lead_da"]


def test_a_title_of_ten_thousand_characters_is_refused_and_kept(publisher: Desk) -> None:
    address = begin(publisher)
    long = "å" * 10_000
    answer = publisher.client.post(
        address, data={**fields_of(publisher.client.get(address), "draft"), **FILLED, "title_da": long}
    )
    assert "Teksten er for lang: 10.000 tegn. Der er plads til 200." in read(answer, 422)
    kept = fields_of(answer, "draft")
    assert kept["title_da"] == long
    assert kept["hours_away"] == "7,5"


def test_an_incomplete_draft_is_kept_and_says_what_is_missing(publisher: Desk) -> None:
    address = begin(publisher)
    answer = publisher.client.post(
        address, data={**fields_of(publisher.client.get(address), "draft"), "lead_da": "Kort"}
    )
    assert answer.status_code == 303
    page = publisher.client.get(address)
    assert "Den gemte kladde mangler" in read(page)
    assert 'href="#assessment"' in page.get_data(as_text=True)
    version = only_version()
    refused = publisher.client.post(f"/udbyder/versioner/{version.ref}/til-gennemsyn")
    assert "Forløbet mangler oplysninger" in read(refused, 422)


def test_ects_has_a_field_only_with_the_right_to_award(publisher: Desk) -> None:
    address = begin(publisher)
    page = publisher.client.get(address)
    assert "ret til at tildele ECTS ikke er registreret" in read(page)
    assert "ects" not in fields_of(page, "draft")
    with within():
        session.get_one(Institution, publisher.institution.id).may_award_ects = True
    assert "ects" in fields_of(publisher.client.get(address), "draft")


def test_the_author_cannot_approve(publisher: Desk, reviewer: Desk, institution: Any) -> None:
    version = make_offer_version(make_offer(institution), "in_review", author=reviewer.person)
    page = read(reviewer.client.get(f"/udbyder/gennemsyn/{version.ref}"))
    assert "Du har selv skrevet i versionen." in page
    assert "Godkend versionen" not in page
    answer = reviewer.client.post(f"/udbyder/gennemsyn/{version.ref}/godkend")
    assert "Du har selv skrevet i versionen. Bed en kollega" in read(answer, 422)


def test_sending_back_needs_a_note_and_the_author_reads_it(publisher: Desk, reviewer: Desk, institution: Any) -> None:
    version = make_offer_version(make_offer(institution), "in_review", author=publisher.person)
    address = f"/udbyder/gennemsyn/{version.ref}/send-retur"
    assert "Skriv, hvad der skal ændres" in read(reviewer.client.post(address, data={"note": " "}), 422)
    assert reviewer.client.post(address, data={"note": "Målgruppen er for bred."}).status_code == 303
    assert "Målgruppen er for bred." in read(publisher.client.get("/udbyder/"))
    assert "Målgruppen er for bred." in read(publisher.client.get(f"/udbyder/versioner/{version.ref}"))


def test_review_marks_what_differs_from_the_public_version(reviewer: Desk, publisher: Desk, institution: Any) -> None:
    offer = make_offer(institution)
    make_offer_version(offer, "published", author=publisher.person)
    again = make_offer_version(offer, "in_review", author=publisher.person, no=2, hours_total_tenths=300)
    page = reviewer.client.get(f"/udbyder/gennemsyn/{again.ref}")
    said = read(page)
    assert "Før: 28 timer Nu: 30 timer" in said
    assert "kan selvstændigt" in said
    assert "can do it alone" in said
    assert page.get_data(as_text=True).count('class="was"') == 1


def test_a_published_version_cannot_be_changed(publisher: Desk, institution: Any) -> None:
    version = make_offer_version(make_offer(institution), "draft", author=publisher.person)
    address = f"/udbyder/versioner/{version.ref}"
    sent = fields_of(publisher.client.get(address), "draft")
    with within():
        session.get_one(OfferVersion, version.id).status = "in_review"
    answer = publisher.client.post(address, data={**sent, "lead_da": "Noget andet"})
    assert "kan ikke ændres, når den er sendt videre" in read(answer, 409)
    assert fields_of(answer, "draft")["lead_da"] == "Noget andet"
    assert publisher.client.get(address).status_code == 303


def test_taking_off_showing_again_and_retiring(publisher: Desk, institution: Any) -> None:
    version = make_offer_version(make_offer(institution), "published", author=publisher.person)
    ref = version.ref
    client = publisher.client
    assert client.post(f"/udbyder/versioner/{ref}/tag-af").status_code == 303
    assert "Vis forløbet igen" in read(client.get(f"/udbyder/forloeb/{version.offer.ref}"))
    assert client.post(f"/udbyder/versioner/{ref}/vis-igen").status_code == 303
    assert "Det kan ikke gøres om." in read(client.get(f"/udbyder/versioner/{ref}/traek-tilbage"))
    assert client.post(f"/udbyder/versioner/{ref}/traek-tilbage").status_code == 303
    assert client.post(f"/udbyder/versioner/{ref}/traek-tilbage").status_code == 409


def test_a_new_version_is_begun_once(publisher: Desk, institution: Any) -> None:
    version = make_offer_version(make_offer(institution), "published", author=publisher.person)
    address = f"/udbyder/forloeb/{version.offer.ref}/ny-version"
    first = publisher.client.post(address)
    assert first.status_code == 303
    assert heading_of(publisher.client.get(first.location)) == "Kladde: Sundhedskommunikation i praksis"
    assert publisher.client.post(address).status_code == 409


@pytest.mark.parametrize(
    "page",
    [
        "forloeb/{offer}",
        "forloeb/{offer}/moms",
        "forloeb/{offer}/pris",
        "forloeb/{offer}/pris/pr-plads",
        "forloeb/{offer}/omkostninger",
    ],
)
def test_another_institutions_offer_is_not_found(stranger: Desk, institution: Any, page: str) -> None:
    version = make_offer_version(make_offer(institution), "draft")
    assert stranger.client.get("/udbyder/" + page.format(offer=version.offer.ref)).status_code == 404
    assert stranger.client.get(f"/udbyder/versioner/{version.ref}").status_code == 404
    assert stranger.client.post(f"/udbyder/versioner/{version.ref}/til-gennemsyn").status_code == 404


def test_who_does_not_publish_reads_but_does_not_write(teacher: Desk, institution: Any) -> None:
    version = make_offer_version(make_offer(institution), "draft")
    page = read(teacher.client.get(f"/udbyder/forloeb/{version.offer.ref}"))
    assert "En redaktør skriver kladden" in page
    assert teacher.client.get("/udbyder/forloeb/nyt").status_code == 403
    assert teacher.client.get(f"/udbyder/versioner/{version.ref}").status_code == 403
    assert teacher.client.post(f"/udbyder/versioner/{version.ref}/til-gennemsyn").status_code == 403


def test_a_price_is_set_with_terms_and_shown_with_vat(publisher: Desk, institution: Any) -> None:
    version = make_offer_version(make_offer(institution), "published")
    make_vat_decision(version.offer, "standard", reason_code="private_provider_taxable")
    prices = f"/udbyder/forloeb/{version.offer.ref}/pris"
    assert "Ingen pris endnu." in read(publisher.client.get(prices))
    address = f"{prices}/pr-plads"
    assert "I har ingen endnu." in read(publisher.client.get(address))
    new_terms = f"/udbyder/vilkaar/nye?forloeb={version.offer.ref}"
    terms = fields_of(publisher.client.get(new_terms))
    assert "Trin 4" in read(publisher.client.post(new_terms, data={**terms, "row": "add:ladder"}))
    wrong = publisher.client.post(new_terms, data={**terms, "name_da": "Almindelige", "ladder-0-days": "5"})
    assert "Trappen for afbestilling hænger ikke sammen." in read(wrong, 422)
    saved = publisher.client.post(new_terms, data={**terms, "name_da": "Almindelige"})
    assert saved.location.endswith("/pris")
    sent = fields_of(publisher.client.get(address))
    minus = publisher.client.post(address, data={**sent, "seat_price": "-5"})
    assert "Beløbet kan ikke være under 0 kr." in read(minus, 422)
    terms_ref = minus.get_data(as_text=True).split('name="terms" type="radio" value="')[1].split('"')[0]
    done = publisher.client.post(address, data={**sent, "seat_price": "9.800", "terms": terms_ref})
    assert done.location == prices
    said = read(publisher.client.get(prices))
    assert "49.000 kr." in said
    assert "9.800 kr. pr. plads. Fuld omkostning. Afbestilling: 0 % til 30 dage før" in said
    offer = read(publisher.client.get(f"/udbyder/forloeb/{version.offer.ref}"))
    assert "9.800 kr. pr. plads plus 2.450 kr. moms" in offer


def test_a_later_vat_decision_holds_for_later_sales_and_says_who_took_it(
    publisher: Desk, finance: Desk, institution: Any
) -> None:
    version = make_offer_version(make_offer(institution), "published")
    address = f"/udbyder/forloeb/{version.offer.ref}/moms"
    typed = {"basis": "exempt", "reason_code": "teaching_exempt", "reason_text": "Undervisning"}
    assert publisher.client.post(address, data={**typed, "valid_from": "1-1-2026"}).status_code == 303
    early = publisher.client.post(address, data={**typed, "basis": "standard", "valid_from": "22-11-2026"})
    assert "gælder tidligst fra i dag" in read(early, 422)
    later = {"basis": "standard", "reason_code": "private_provider_taxable", "reason_text": "Kursus"}
    assert finance.client.post(address, data={**later, "valid_from": "1-12-2026"}).status_code == 303
    said = read(publisher.client.get(address))
    assert f"23. nov. 2026 af {finance.person.name}" in said
    assert "1. jan. 2026 gælder nu" in said
    assert f"23. nov. 2026 af {publisher.person.name}" in said
