"""The word for every code that is shown. One block per set of codes; Danish here, English in the .po file."""

from __future__ import annotations

from marketplace.foundation.words import N_, gettext

LABELS: dict[str, dict[str, str]] = {
    "language": {"da": N_("dansk"), "en": N_("engelsk")},
    "role": {
        "admin": N_("administrator"),
        "booker": N_("bestiller"),
        "approver": N_("godkender"),
        "viewer": N_("læser"),
        "manager": N_("leder"),
        "publisher": N_("redaktør"),
        "reviewer": N_("gennemser"),
        "teacher": N_("underviser"),
        "finance": N_("økonomi"),
        "operator": N_("operatør"),
    },
    "funding_basis": {
        "full_cost": N_("fuld omkostning"),
        "open_education": N_("åben uddannelse"),
    },
    "quote_step": {
        "seats": N_("Pladser"),
        "vat": N_("Moms"),
        "vat_exempt": N_("Momsfrit"),
        "total": N_("I alt"),
    },
    "booking_status": {
        "draft": N_("kladde"),
        "awaiting_approval": N_("venter på godkendelse"),
        "awaiting_payment": N_("venter på betaling"),
        "placed": N_("booket"),
        "fulfilled": N_("gennemført"),
        "cancelled": N_("afbestilt"),
        "declined": N_("afvist"),
        "expired": N_("udløbet"),
        "withdrawn": N_("trukket tilbage"),
    },
    "seat_status": {
        "held": N_("reserveret"),
        "booked": N_("booket"),
        "attended": N_("deltog"),
        "no_show": N_("udeblev"),
        "lapsed": N_("reservation udløbet"),
        "released": N_("frigivet"),
        "cancelled": N_("afbestilt"),
        "left": N_("stoppet"),
    },
    "version_status": {
        "draft": N_("kladde"),
        "in_review": N_("til gennemsyn"),
        "approved": N_("godkendt"),
        "published": N_("offentlig"),
        "suspended": N_("taget af for en tid"),
        "retired": N_("udgået"),
    },
    "run_status": {
        "planned": N_("planlagt"),
        "open": N_("åbent"),
        "confirmed": N_("bekræftet"),
        "running": N_("i gang"),
        "completed": N_("gennemført"),
        "graded": N_("bedømt"),
        "closed": N_("afsluttet"),
        "cancelled": N_("aflyst"),
    },
    "cancel_reason": {
        "low_numbers": N_("for få tilmeldte"),
        "provider": N_("udbyderens forhold"),
        "force_majeure": N_("force majeure"),
    },
    "intake": {
        "dated": N_("faste datoer"),
        "continuous": N_("løbende optag"),
    },
    "assessment": {
        "written": N_("skriftlig prøve"),
        "oral": N_("mundtlig prøve"),
        "practical": N_("praktisk prøve"),
        "portfolio": N_("portfolio"),
        "project": N_("projekt"),
        "case": N_("case"),
    },
    "participation": {
        "onsite": N_("fremmøde"),
        "online": N_("online"),
        "blended": N_("fremmøde og online"),
        "at_company": N_("hos jer"),
    },
    "grading": {
        "seven_point": N_("7-trinsskalaen"),
        "pass_fail": N_("bestået eller ikke bestået"),
    },
    "admission": {
        "none": N_("ingen adgangskrav"),
        "declared": N_("deltageren erklærer at opfylde kravet"),
        "assessed": N_("udbyderen vurderer"),
    },
    "nqf_basis": {
        "legal_act": N_("fastsat ved lov"),
        "placement_decision": N_("niveauplaceret efter vurdering"),
    },
    "quality_assurance": {
        "external_institution": N_("ekstern: institutionen er akkrediteret"),
        "external_certified": N_("ekstern: udbyderen er certificeret"),
        "internal": N_("intern"),
    },
    "proficiency": {
        "1": N_("kender til"),
        "2": N_("kan med støtte"),
        "3": N_("kan selvstændigt"),
        "4": N_("kan vejlede andre"),
    },
    "vat_basis": {
        "exempt": N_("momsfrit"),
        "standard": N_("med moms"),
    },
    "vat_reason": {
        "teaching_exempt": N_("undervisning, der er fritaget for moms"),
        "vocational_retraining": N_("faglig uddannelse eller omskoling"),
        "single_subject_taxable": N_("enkeltstående kursus, der er momspligtigt"),
        "private_provider_taxable": N_("kursus hos privat udbyder med gevinst for øje"),
        "other": N_("anden begrundelse"),
    },
    "competence_kind": {
        "skill": N_("færdighed"),
        "knowledge": N_("viden"),
    },
    "offer_fact": {
        "title": N_("titel"),
        "lead": N_("kort om forløbet"),
        "target_group": N_("målgruppe"),
        "outcomes": N_("mindst ét læringsudbytte"),
        "outcome_competences": N_("en kompetence ved hvert læringsudbytte"),
        "hours": N_("arbejdsindsats i timer"),
        "assessment": N_("prøveform"),
        "participation": N_("deltagelsesform"),
        "quality_assurance": N_("kvalitetssikring"),
        "admission_text": N_("adgangskravet i ord"),
    },
    "region": {
        "nordjylland": N_("Nordjylland"),
        "midtjylland": N_("Midtjylland"),
        "syddanmark": N_("Syddanmark"),
        "sjaelland": N_("Sjælland"),
        "hovedstaden": N_("Hovedstaden"),
    },
    "institution_kind": {
        "university": N_("universitet"),
        "university_college": N_("professionshøjskole"),
        "business_academy": N_("erhvervsakademi"),
        "private": N_("privat udbyder"),
    },
    "desk": {
        "company": N_("virksomhed"),
        "institution": N_("udbyder"),
        "operator": N_("operatør"),
        "employee": N_("medarbejder"),
    },
    "accreditation_kind": {
        "accreditation": N_("akkreditering"),
        "certification": N_("certificering"),
    },
    "invitation_status": {
        "open": N_("sendt"),
        "accepted": N_("taget imod"),
        "withdrawn": N_("trukket tilbage"),
    },
    "message_status": {
        "queued": N_("venter"),
        "handed_over": N_("afsendt"),
        "refused": N_("ikke sendt"),
        "bounced": N_("kom retur"),
    },
    "message_kind": {
        "invitation": N_("Invitation"),
        "new_password": N_("Link til adgangskode"),
        "booking_placed": N_("Bestilling"),
        "booking_received": N_("Ny bestilling hos jer"),
        "seat_named": N_("Du er meldt til"),
        "seat_unnamed": N_("Du er ikke længere meldt til"),
        "run_changed": N_("Holdet er ændret"),
        "run_confirmed": N_("Holdet gennemføres"),
    },
    "fact": {
        "seats_held": N_("Pladser reserveret"),
        "holds_ended": N_("Reservationer udløbet"),
        "booking_placed": N_("Bestilling afgivet"),
        "booking_ended": N_("Bestilling afsluttet"),
        "seat_named": N_("Plads fik navn"),
        "seat_unnamed": N_("Plads mistede navn"),
        "vocabulary_loaded": N_("Kompetencer indlæst"),
        "errand_revived": N_("Opgave prøvet igen"),
        "invoice_issued": N_("Faktura udstedt"),
        "module_published": N_("Nanomodul udgivet"),
        "offer_drafted": N_("Forløb oprettet"),
        "version_moved": N_("Version flyttet"),
        "version_published": N_("Version udgivet"),
        "offer_withdrawn": N_("Forløb taget af"),
        "offer_resumed": N_("Forløb sat på igen"),
        "vat_decided": N_("Moms afgjort"),
        "run_planned": N_("Hold planlagt"),
        "run_moved": N_("Hold skiftede status"),
        "run_changed": N_("Hold ændret"),
        "organisation_registered": N_("Organisation oprettet"),
        "claim_disputed": N_("CVR-nummer omstridt"),
        "organisation_verified": N_("Organisation godkendt"),
        "organisation_changed": N_("Organisation ændret"),
        "employee_added": N_("Medarbejder tilføjet"),
        "employee_changed": N_("Medarbejder ændret"),
        "person_invited": N_("Person inviteret"),
        "invitation_accepted": N_("Invitation taget imod"),
        "role_given": N_("Rolle givet"),
        "role_taken": N_("Rolle taget tilbage"),
        "person_created": N_("Person oprettet"),
        "password_set": N_("Adgangskode valgt"),
        "new_password_asked": N_("Link til adgangskode ønsket"),
        "person_changed": N_("Person ændret"),
        "price_set": N_("Pris sat"),
    },
}


def label(group: str, code: str) -> str:
    """The word for a code in the present language."""
    return gettext(LABELS[group][code])


def choices(group: str) -> list[tuple[str, str]]:
    """Every code of a group with its word, in the order of the list: for selects."""
    return [(code, gettext(text)) for code, text in LABELS[group].items()]
