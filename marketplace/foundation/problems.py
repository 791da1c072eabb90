"""What a broken rule says to people: what is wrong, then what to do. One block per room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.foundation.money_problems import MONEY_PROBLEMS
from marketplace.foundation.words import N_, day, gettext, moment, money, number

PROBLEMS: dict[str, str] = {
    **MONEY_PROBLEMS,
    # search
    "search.text_too_long": N_("I har skrevet %(size)s tegn. Skriv behovet med højst %(most)s."),
    "search.unknown_sort": N_("Den rækkefølge findes ikke. Vælg en af mulighederne på listen."),
    "search.distance_from_where": N_("Skriv jeres postnummer, så vi kan regne afstanden."),
    "search.not_in_range": N_("Skriv et tal fra %(least)s til %(most)s."),
    "search.price_unreadable": N_("Skriv beløbet i kroner, højst 10 mio., for eksempel 9.800."),
    "search.day_unreadable": N_("Skriv dag, måned og år, for eksempel 24-12-2026."),
    "search.query_too_long": N_("Søgningen er for lang til at gemme. Skriv kortere, eller vælg færre filtre."),
    "search.unknown_argument": N_("Søgningen har dele, vi ikke kender. Søg igen på listen, og gem den derfra."),
    "search.not_ready": N_("Listen over forløb bliver bygget lige nu. Prøv igen om et øjeblik."),
    "search.watch_untitled": N_("Skriv en titel, så I kan kende søgningen."),
    "search.watch_title_long": N_("Titlen er for lang. Skriv højst %(most)s tegn."),
    "search.watch_unread": N_(
        "Vi kan ikke læse et behov af de ord. Skriv, hvad medarbejderne skal kunne, og gem igen."
    ),
    "search.watch_every": N_("Vælg, hvor tit du vil høre om nye forløb."),
    "search.watch_exists": N_("Du har allerede gemt den søgning. Den hedder »%(name)s«."),
    "search.too_many_watches": N_("I har %(most)s gemte søgninger. Slet en, før I gemmer flere."),
    "search.watch_too_wide": N_(
        "Søgningen finder %(hits)s forløb. Vælg flere filtre, så den højst finder %(most)s, og gem den så."
    ),
    "search.watch_move": N_("Søgningen er ændret imens. Hent siden igen."),
    # needs
    "needs.text_missing": N_("Skriv, hvad jeres medarbejdere skal kunne."),
    "needs.text_long": N_("I har skrevet %(size)s tegn. Skriv behovet med højst %(most)s."),
    "needs.done_before_start": N_("Det skal være færdigt efter starten den %(starts_on)s. Ret en af datoerne."),
    "needs.out_of_range": N_("Tallet er for lille eller for stort. Ret det."),
    "needs.too_many_competences": N_("Et behov kan have %(most)s kompetencer. Fjern nogle, eller skriv et behov mere."),
    "needs.competence_twice": N_("Den samme kompetence står to gange. Fjern den ene."),
    "needs.unknown_competence": N_("Vi kender ikke en af kompetencerne. Hent siden igen."),
    "needs.level_range": N_("Vælg et niveau på listen for hver kompetence."),
    "needs.not_understood": N_("Vi fandt ingen kompetence i de ord. Skriv dem på en anden måde."),
    "needs.changed_meanwhile": N_("En kollega har rettet behovet imens. Hent siden igen, og ret det, der står nu."),
    # planning
    "planning.budget_range": N_("Budgettet skal være fra 0 kr. til 100 mio. kr."),
    "planning.hours_range": N_("Timerne skal være fra 0 til 10.000."),
    "planning.within_km_range": N_("Afstanden skal være fra 0 til 1.000 km."),
    "planning.headcount_range": N_("Skriv et antal medarbejdere fra 1 til %(most)s."),
    "planning.dates_order": N_("Fristen %(last)s ligger før den dag, I kan begynde: %(first)s. Ret en af dem."),
    "planning.distance_from": N_("Skriv også et postnummer, så vi kan regne afstanden derfra."),
    "planning.too_many_wanted": N_("I har valgt %(many)s kompetencer. Vælg højst %(most)s ad gangen."),
    # notices
    "notices.message_move": N_("Mailen er allerede behandlet. Hent siden igen."),
    # payments
    "payments.seller_has_no_bank": N_(
        "Udbyderen har ikke oplyst, hvor pengene skal betales, så fakturaen kan ikke laves. Kontakt udbyderen."
    ),
    "payments.already_invoiced": N_("Der er allerede sendt en faktura: %(number)s. Den kan ikke laves om."),
    "payments.ean_needed": N_("Skriv jeres EAN-nummer, så fakturaen når frem."),
    "payments.reference_needed": N_("Skriv en reference. En faktura til et EAN-nummer skal have en."),
    "payments.reference_long": N_("Referencen er for lang. Skriv højst %(most)s tegn."),
    # booking
    "booking.stale_price": N_(
        "Prisen eller vilkårene er ændret, siden I så dem. Før: %(before)s Nu: %(now)s Se beregningen, og book igen."
    ),
    "booking.run_closed": N_("Holdet tager ikke imod flere bestillinger. Vælg et andet hold."),
    "booking.enrolment_ended": N_("Fristen for at booke udløb den %(until)s. Vælg et andet hold."),
    "booking.run_full": N_("Holdet er fuldt. Vælg et andet hold."),
    "booking.too_few_places": N_("Pladserne er væk. %(left)s pladser er ledige, I bad om %(asked)s."),
    "booking.order_key": N_("Formularen er for gammel. Hent siden igen, og book så."),
    "booking.key_used": N_("I har allerede sendt denne formular med et andet indhold. Se jeres bestillinger."),
    "booking.hold_ended": N_("Tiden for jeres reservation er gået. Book pladserne igen."),
    "booking.not_draft": N_("Bestillingen kan ikke ændres mere. Se den under jeres bestillinger."),
    "booking.needs_verification": N_(
        "Faktura kræver, at vi har godkendt jeres virksomhed. Skriv til os, hvis det haster: pladserne er reserveret."
    ),
    "booking.more_names": N_(
        "I har skrevet %(names)s navne til %(seats)s pladser. Fjern nogle navne, eller book flere pladser."
    ),
    "booking.name_missing": N_("Skriv også navnet på den medarbejder, pladsen er til."),
    "booking.already_seated": N_("%(name)s har allerede en plads på holdet. Vælg en anden medarbejder."),
    "booking.naming_ended": N_("Fristen for at ændre navne udløb den %(until)s. Kontakt udbyderen."),
    "booking.seat_not_booked": N_("Pladsen kan ikke få navn nu, fordi den ikke er booket."),
    "booking.booking_move": N_("Bestillingen er ændret imens. Hent siden igen."),
    "booking.seat_move": N_("Pladsen er ændret imens. Hent siden igen."),
    "booking.run_has_buyers": N_(
        "Holdet kan ikke aflyses her, for %(seats)s pladser er reserveret eller booket. Kontakt køberne først."
    ),
    "booking.cancel_reason": N_("Vælg, hvorfor holdet aflyses."),
    "booking.run_not_begun": N_("Holdet kan først startes, når første mødegang er nået: %(on)s."),
    "booking.run_not_ended": N_("Holdet kan først afsluttes på sidste dag: %(on)s."),
    "booking.capacity_range": N_("Antallet af pladser skal være fra 1 til %(most)s."),
    "booking.capacity_below_minimum": N_("Holdet kan ikke have færre pladser end sit minimum på %(minimum)s."),
    # competences
    "competences.label_missing": N_("Kompetencen %(key)s mangler et navn på dansk eller engelsk. Skriv begge."),
    "competences.key_twice": N_("Nøglen %(key)s står to gange. Giv den ene et andet navn."),
    "competences.unknown_kind": N_("Kompetencen %(key)s skal være en færdighed (skill) eller viden (knowledge)."),
    "competences.unknown_field": N_("Fagområdet %(key)s findes ikke. Indlæs fagområderne først."),
    "competences.uri_twice": N_("%(key)s og %(other)s peger på det samme begreb i ESCO. Lad den ene slippe det."),
    "competences.unknown_competence": N_(
        "Kompetencen %(key)s findes ikke. Ret nøglen, eller indlæs kompetencen først."
    ),
    "competences.circle": N_("%(key)s er bredere end sig selv gennem sine led. Fjern et af leddene."),
    "competences.esco_language": N_(
        "Mappen har kun sprog, torvet ikke taler: %(langs)s. Hent ESCO på dansk eller engelsk."
    ),
    "competences.esco_missing": N_("Mappen %(folder)s mangler %(file)s. Hent ESCO's mappe med CSV-filer igen."),
    "competences.esco_columns": N_("%(file)s mangler kolonner: %(columns)s. Hent filen igen fra ESCO."),
    "competences.esco_unreadable": N_("%(file)s kan ikke læses som UTF-8. Hent filen igen fra ESCO."),
    "competences.esco_without": N_("%(file)s, linje %(row)s: skriv et navn, en tabulator og en ESCO-adresse."),
    # catalogue, when a file is imported
    "catalogue.row_no_json": N_("Linjen er ikke JSON."),
    "catalogue.row_no_object": N_("Linjen er ikke et objekt. Skriv ét objekt pr. linje."),
    "catalogue.row_no_id": N_("Rækken har hverken id eller external_id. Giv den et."),
    "catalogue.row_twice": N_("Samme id står på en tidligere række. Lad den ene få et andet."),
    "catalogue.row_not_text": N_("Her skal stå en tekst."),
    "catalogue.row_not_number": N_("Her skal stå et tal."),
    "catalogue.row_out_of_range": N_("Tallet skal være fra %(least)s til %(most)s."),
    "catalogue.row_no_day": N_("Her skal stå en dag som 2027-02-28."),
    "catalogue.row_runs": N_("Her skal stå en liste med højst %(most)s hold."),
    "catalogue.row_outcomes": N_("Læringsudbytte skal være en tekst eller en liste."),
    "catalogue.row_skills": N_("Kompetencer skal være en liste af tekster."),
    "catalogue.row_offer_busy": N_(
        "Forløbet er til review, godkendt eller sat på pause. Et menneske skal afgøre det først."
    ),
    "catalogue.import_institution": N_("Udbyderen findes ikke. Ret ref, CVR-nummer eller navn."),
    "catalogue.import_not_fictional": N_("En prøve kan kun lægges hos en opdigtet udbyder."),
    # catalogue
    "catalogue.version_move": N_("Versionen er ændret imens. Hent siden igen, og se, hvor den er nået til."),
    "catalogue.run_move": N_("Holdet er ændret imens. Hent siden igen, og se, hvor det er nået til."),
    "catalogue.title_missing": N_("Skriv en titel på dansk eller engelsk."),
    "catalogue.too_long": N_("Teksten er for lang: %(length)s tegn. Skriv højst %(max)s."),
    "catalogue.too_many": N_("Der er for mange. Højst %(max)s kan være med."),
    "catalogue.unknown_choice": N_("Vælg en af mulighederne på listen."),
    "catalogue.unknown_field": N_("Vælg et fagområde på listen."),
    "catalogue.field_fixed": N_(
        "Forløbet har været offentligt under sit fagområde, så det ligger fast. Lav et nyt forløb i det andet."
    ),
    "catalogue.hours_range": N_("Skriv timerne som et tal fra 0 til %(max)s."),
    "catalogue.hours_order": N_("Timerne væk fra arbejdet kan ikke være flere end timerne i alt. Ret et af tallene."),
    "catalogue.ects_range": N_("ECTS skal være over 0 og højst %(max)s."),
    "catalogue.ects_needs_right": N_(
        "I kan ikke angive ECTS, fordi jeres ret til at tildele det ikke er registreret hos os. Angiv timer i stedet."
    ),
    "catalogue.nqf_range": N_("Niveauet i kvalifikationsrammen er fra 1 til 8."),
    "catalogue.nqf_not_whole": N_("Angiv både niveau og grundlag, eller lad begge være tomme."),
    "catalogue.outcome_empty": N_("Skriv, hvad deltageren kan bagefter, eller fjern den tomme linje."),
    "catalogue.competence_twice": N_("Den samme kompetence står to gange under ét læringsudbytte. Fjern den ene."),
    "catalogue.proficiency_range": N_("Vælg et niveau fra 1 til 4 for hver kompetence."),
    "catalogue.unknown_competence": N_("Vi kender ikke kompetencen %(key)s. Vælg en fra listen."),
    "catalogue.unknown_module": N_("Et af modulerne findes ikke hos jer. Vælg modulerne på listen igen."),
    "catalogue.module_twice": N_("Det samme modul er med to gange. Fjern det ene."),
    "catalogue.version_immutable": N_("Versionen kan ikke ændres, når den er sendt videre. Lav en ny version."),
    "catalogue.draft_exists": N_("Der er allerede en ny version på vej. Arbejd videre i den."),
    "catalogue.facts_missing": N_("Forløbet mangler oplysninger: %(count)s. Udfyld dem på listen, og prøv igen."),
    "catalogue.note_missing": N_("Skriv, hvad der skal ændres, så forfatteren kan komme videre."),
    "catalogue.reviewer_is_author": N_("Du har selv skrevet i versionen. Bed en kollega om at se den igennem."),
    "catalogue.institution_not_verified": N_(
        "I kan udgive, når vi har godkendt jer og jeres akkreditering. Se under jeres oplysninger, hvad der mangler."
    ),
    "catalogue.no_vat_decision": N_("Tag stilling til moms for forløbet, før I udgiver det."),
    "catalogue.offer_suspended": N_(
        "Forløbet er taget af markedet for en tid. Vis det igen, før I udgiver en ny version."
    ),
    "catalogue.vat_reason_missing": N_("Skriv begrundelsen for, at forløbet sælges med eller uden moms."),
    "catalogue.vat_backdated": N_(
        "En ny momsafgørelse gælder tidligst fra i dag, for det solgte ligger fast. Vælg en senere dag."
    ),
    "catalogue.no_version_to_run": N_("Forløbet skal være godkendt eller offentligt, før I kan planlægge et hold."),
    "catalogue.version_not_published": N_("Holdet kan først åbnes, når forløbet er offentligt. Udgiv forløbet først."),
    "catalogue.capacity_range": N_("Antallet af pladser skal være fra 1 til %(max)s."),
    "catalogue.minimum_range": N_("Minimum kan ikke være under 0."),
    "catalogue.minimum_over_capacity": N_("Minimum kan ikke være over holdets %(capacity)s pladser."),
    "catalogue.postcode_missing": N_("Skriv postnummeret på stedet, hvor holdet mødes."),
    "catalogue.meetings_missing": N_("Skriv mindst én mødegang, eller vælg løbende optag."),
    "catalogue.meeting_ends_before_start": N_("Mødegang %(no)s slutter, før den begynder. Ret tiderne."),
    "catalogue.meetings_out_of_order": N_("Mødegang %(no)s ligger før den forrige. Skriv dem i rækkefølge."),
    "catalogue.meetings_overlap": N_("Mødegang %(no)s begynder, før den forrige er slut. Ret tiderne."),
    "catalogue.enrol_by_missing": N_("Skriv den sidste dag, man kan booke."),
    "catalogue.enrol_by_after_start": N_("Fristen for at booke kan ikke ligge efter første mødegang den %(start)s."),
    "catalogue.enrol_by_passed": N_("Fristen for at booke er gået: %(day)s. Sæt en ny frist, før I åbner holdet."),
    "catalogue.run_over": N_("Holdet er slut og kan ikke ændres."),
    "catalogue.intake_fixed": N_("Optaget kan kun ændres, til holdet åbner. Planlæg et nyt hold i stedet."),
    "catalogue.privacy_fixed": N_("Hvem holdet er for, kan kun ændres, til det åbner. Planlæg et nyt hold i stedet."),
    "catalogue.unknown_company": N_("Vi kender ikke virksomheden. Vælg den på listen igen."),
    "catalogue.cancel_reason": N_("Vælg, hvorfor holdet aflyses."),
    "geography.unknown_postcode": N_("Postnummeret findes ikke. Skriv et dansk postnummer med 4 cifre."),
    "accounts.email_shape": N_("E-mailadressen mangler noget. Skriv den som navn@firma.dk."),
    "accounts.name_missing": N_("Navnet mangler. Skriv for- og efternavn."),
    "accounts.name_long": N_("Navnet er for langt. Skriv højst %(most)s tegn."),
    "accounts.password_short": N_("Adgangskoden er for kort. Brug mindst %(least)s tegn."),
    "accounts.password_long": N_("Adgangskoden er for lang. Brug højst %(most)s tegn."),
    "accounts.password_is_address": N_("Adgangskoden er din egen e-mailadresse. Vælg en anden."),
    "accounts.password_common": N_("Adgangskoden er en af de første, andre gætter på. Vælg en anden."),
    "accounts.sign_in_refused": N_(
        "E-mail og adgangskode passer ikke sammen. Prøv igen, eller vælg en ny adgangskode."
    ),
    "accounts.old_password_wrong": N_("Den nuværende adgangskode er ikke rigtig. Skriv den igen."),
    "accounts.too_many_tries": N_("Der er prøvet for mange gange. Vent %(minutes)s minutter, og prøv igen."),
    "accounts.link_spent": N_("Linket er brugt eller for gammelt. Bed om et nyt."),
    "accounts.address_taken": N_("E-mailadressen er i brug. Skriv en anden, eller log ind med den."),
    "accounts.address_unproven": N_(
        "E-mailadressen er endnu ikke bekræftet. Bed personen vælge “Glemt adgangskode”, så kommer der et link til den."
    ),
    "organisations.cvr_letters": N_("CVR-nummeret må kun have cifre. Skriv de 8 cifre."),
    "organisations.cvr_length": N_("CVR-nummeret har 8 cifre. I skrev %(digits)s."),
    "organisations.cvr_check": N_(
        "CVR-nummeret findes ikke: kontrolcifferet passer ikke. Se efter, om to cifre er byttet."
    ),
    "organisations.claimed": N_(
        "CVR-nummeret er allerede oprettet af en anden. Operatøren har fået besked og kontakter jer."
    ),
    "organisations.ean_letters": N_("EAN-nummeret må kun have cifre. Skriv de 13 cifre."),
    "organisations.ean_one_missing": N_("Der mangler et ciffer. EAN-nummeret har 13."),
    "organisations.ean_length": N_("EAN-nummeret har 13 cifre. I skrev %(digits)s."),
    "organisations.ean_check": N_("EAN-nummerets kontrolciffer passer ikke. Se efter, om to cifre er byttet."),
    "organisations.p_number": N_("P-nummeret har 10 cifre. Ret det, eller lad feltet stå tomt."),
    "organisations.prefix_shape": N_("Skriv 2 til 8 bogstaver (A til Z) og cifre. Det første skal være et bogstav."),
    "organisations.prefix_taken": N_("En anden udbyder har de bogstaver på sine fakturaer. Vælg nogle andre."),
    "organisations.bank_reg": N_("Registreringsnummeret har 4 cifre. Ret det."),
    "organisations.bank_account": N_("Kontonummeret har 4 til 10 cifre. Ret det."),
    "organisations.fik": N_("FIK-kreditornummeret har 8 cifre. Ret det."),
    "organisations.iban": N_("IBAN-nummeret passer ikke: tegn mangler, eller to er byttet. Se det efter."),
    "organisations.bank_missing": N_("Skriv, hvor I vil betales: konto, IBAN eller FIK."),
    "organisations.payment_days": N_("Betalingsfristen skal være fra 1 til 120 dage."),
    "organisations.size": N_("Antallet af medarbejdere skal være fra 1 til 1.000.000."),
    "organisations.text_missing": N_("Feltet er tomt. Udfyld det."),
    "organisations.text_long": N_("Teksten er for lang. Skriv højst %(most)s tegn."),
    "organisations.web_shape": N_("Skriv hele webadressen, for eksempel https://firma.dk."),
    "organisations.department_exists": N_("I har allerede en afdeling med det navn. Vælg et andet."),
    "organisations.department_circle": N_("Afdelingen ville ligge inde i sig selv. Vælg en anden overordnet afdeling."),
    "organisations.manager_circle": N_("Medarbejderen ville blive leder for sig selv. Vælg en anden leder."),
    "organisations.already_employed": N_("Personen er allerede medarbejder hos jer. Find personen på listen."),
    "organisations.employments_overlap": N_(
        "Den tidligere ansættelse slutter først %(ended_on)s. Vælg en senere startdag."
    ),
    "organisations.ends_before_start": N_("Ansættelsen begyndte %(starts_on)s. Vælg den dag eller en senere."),
    "organisations.accreditation_ends": N_("Slutdagen ligger før den dag, godkendelsen blev givet. Ret en af dem."),
    "organisations.role_unknown": N_("Den rolle findes ikke her. Vælg en fra listen."),
    "organisations.roles_missing": N_("Vælg mindst én rolle."),
    "organisations.last_admin": N_("Der skal altid være en administrator. Giv rollen til en anden først."),
    "organisations.last_publisher": N_("Der skal altid være en redaktør. Giv rollen til en anden først."),
    "organisations.last_operator": N_("Der skal altid være en operatør. Giv rollen til en anden først."),
    "organisations.invitation_spent": N_("Invitationen er brugt, trukket tilbage eller for gammel. Bed om en ny."),
    "organisations.invitation_needs_address": N_("Personen har ingen e-mailadresse. Udskriv en kode i stedet."),
    "organisations.code_needs_no_address": N_("Personen har en e-mailadresse. Send invitationen på mail i stedet."),
    "organisations.code_unknown": N_("Koden findes ikke. Se efter, om et tegn er læst forkert."),
    "organisations.sign_in_to_accept": N_("Du har allerede en adgangskode. Log ind for at tage imod invitationen."),
    "hr.name_unknown": N_("Ingen medarbejder hedder %(name)s. Skriv «Navn <mail>», så kommer personen på jeres liste."),
    "hr.name_ambiguous": N_("Flere medarbejdere hedder %(name)s. Skriv mailen i stedet."),
}


def _shown(value: Any) -> Any:
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return value


def problem(broken: RuleBroken) -> str:
    """The sentence for a broken rule, in the present language, with its facts filled in."""
    facts: Mapping[str, Any] = {name: _shown(value) for name, value in broken.facts.items()}
    return gettext(PROBLEMS[broken.code]) % facts
