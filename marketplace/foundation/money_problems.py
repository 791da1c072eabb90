"""What a broken rule of prices, passes, subscriptions and budgets says to people."""

from __future__ import annotations

from marketplace.foundation.words import N_

MONEY_PROBLEMS: dict[str, str] = {
    # pricing
    "pricing.seats_range": N_("Skriv et antal pladser fra 1 til %(most)s."),
    "pricing.price_range": N_("Beløbet skal være fra %(least)s til %(most)s Skriv det i kroner."),
    "pricing.whole_kroner": N_("Skriv beløbet i hele kroner: det forfalder ad gangen, og momsen skal gå op."),
    "pricing.funding_basis": N_("Vælg, hvordan prisen er sat: fuld omkostning eller åben uddannelse."),
    "pricing.full_cost_only": N_(
        "Den prismodel kan ikke sælges som åben uddannelse. Vælg fuld omkostning eller en anden prismodel."
    ),
    "pricing.people_range": N_("Skriv et antal deltagere fra 1 til %(most)s."),
    "pricing.team_limit": N_("Der kan ikke være færre på holdet end de %(size)s, prisen dækker. Ret et af tallene."),
    "pricing.class_limit": N_("Holdets største størrelse er under den mindste: %(minimum)s. Ret et af tallene."),
    "pricing.tiers_rise": N_(
        "Trinnet fra %(seats)s pladser overlapper det før, som begynder ved %(before)s. Skriv dem i stigende orden."
    ),
    "pricing.tiers_fall": N_("Trinnet fra %(seats)s pladser er dyrere end det før. En plads må kun blive billigere."),
    "pricing.too_many_lines": N_("Skriv mindst én linje og højst %(most)s."),
    "pricing.line_text": N_("Giv hver linje en tekst på højst %(most)s tegn."),
    "pricing.quantity_range": N_("Skriv et antal fra 1 til %(most)s på hver linje."),
    "pricing.extra_text": N_("Giv hvert tillæg en tekst på højst %(most)s tegn."),
    "pricing.extra_vat": N_("Vælg, om tillægget er med moms eller momsfrit."),
    "pricing.extra_reason": N_("Skriv, hvorfor tillægget er momsfrit."),
    "pricing.klip_range": N_("Skriv et antal klip fra 1 til 1.000."),
    "pricing.valid_months": N_("Et klippekort gælder fra 1 til %(most)s måneder."),
    "pricing.deposit_above_price": N_("Depositum er over prisen: %(price)s Sæt det ned."),
    "pricing.ladder_shape": N_(
        "Trappen for afbestilling hænger ikke sammen. Dagene skal falde til 0, gebyret må kun stige, højst til 100 %%."
    ),
    "pricing.naming_days": N_("Fristen for navne skal være fra 0 til %(most)s dage før første mødegang."),
    "pricing.terms_name": N_("Giv vilkårene et navn på højst 120 tegn."),
    "pricing.plan_name": N_("Giv klippekortet eller abonnementet et navn på højst 120 tegn."),
    "pricing.opens_nothing": N_("Vælg de af jeres egne forløb, som det åbner."),
    "pricing.no_pass_opens": N_("I sælger intet klippekort, der åbner forløbet. Sæt først et klippekort til salg."),
    "pricing.agreed_for_runs": N_("En aftalt pris hører til et lukket hold for én virksomhed. Sæt den på holdet."),
    "pricing.not_for_seats": N_("Den prismodel sælges for sig og giver ingen pris pr. plads."),
    "pricing.shared_alone": N_("En holdpris deles af flere virksomheder og kan ikke købes alene. Vælg en anden pris."),
    "pricing.no_ects": N_("Forløbet giver ingen ECTS-point, så det kan ikke prissættes efter dem."),
    "pricing.no_modules": N_("Forløbet har ingen moduler, så det kan ikke prissættes efter dem."),
    "pricing.above_limit": N_("Der er plads til højst %(most)s på holdet til den pris. Vælg færre pladser."),
    "pricing.under_floor": N_(
        "Prisen dækker ikke omkostningerne. Ved %(expected)s deltagere koster holdet %(cost)s, og bunden er %(floor)s"
        " pr. plads. Sæt prisen op, eller lad økonomi skrive en begrundelse."
    ),
    "pricing.run_under_floor": N_(
        "Holdet kan ikke åbnes: ingen af priserne dækker omkostningerne. Ved %(expected)s deltagere koster holdet"
        " %(cost)s, og bunden er %(floor)s pr. plads. Sæt en ny pris først."
    ),
    "pricing.reason_long": N_("Begrundelsen er for lang. Skriv højst %(most)s tegn."),
    "pricing.no_plan": N_("Holdet har ingen pris. Sæt en pris på forløbet eller holdet først."),
    "pricing.no_vat_decision": N_(
        "Forløbet kan ikke sælges endnu, fordi udbyderen ikke har taget stilling til moms. Kontakt udbyderen."
    ),
    "pricing.overhead_range": N_("Overhead skal være fra 0 til %(most)s procent."),
    "pricing.run_not_over": N_("Holdet kan regnes efter, når det er gennemført. Afslut det først."),
    "pricing.too_few_klip": N_("I har %(left)s klip, der gælder forløbet, og det koster %(asked)s. Køb flere klip."),
    "pricing.klip_not_spent": N_("Der er ikke brugt %(asked)s klip på bestillingen, som kan føres tilbage."),
    "pricing.stale_sale": N_("Prisen eller vilkårene er ændret, siden I så dem. Se dem igen, og køb så."),
    "pricing.sale_key": N_("Formularen er for gammel. Hent siden igen, og køb så."),
    "pricing.key_used": N_("I har allerede sendt denne formular med et andet indhold. Se, hvad I har købt."),
    "pricing.not_on_sale": N_("Det sælges ikke mere. Vælg noget andet på listen."),
    "pricing.needs_verification": N_("Køb på faktura kræver, at vi har godkendt jeres virksomhed. Prøv igen bagefter."),
    "pricing.needs_approver": N_(
        "Beløbet er over afdelingens budget, eller over det I må købe for uden godkendelse. Køb for mindre, eller bed"
        " en administrator hæve grænsen."
    ),
    "pricing.mixed_vat": N_("Abonnementet åbner forløb med forskellig moms og kan ikke sælges. Kontakt udbyderen."),
    "pricing.employees_range": N_("Vælg fra 1 til %(most)s medarbejdere ad gangen."),
    "pricing.subscription_ended": N_("Abonnementet er ophørt. Tegn et nyt, hvis I vil fortsætte."),
    "pricing.subscription_move": N_("Abonnementet er ændret imens. Hent siden igen."),
    "pricing.scheme_text": N_("Skriv teksten på begge sprog, højst %(most)s tegn."),
    "pricing.scheme_percent": N_("Skriv en andel af prisen fra 0 til 100 procent."),
    "pricing.scheme_amount": N_("Beløbet pr. medarbejder skal være over 0 kr. og højst %(most)s Ret det."),
    "pricing.scheme_source": N_("Skriv linket til kilden. Det skal begynde med https:// og må højst fylde 300 tegn."),
    "pricing.scheme_as_of": N_("Kilden kan ikke være læst i fremtiden. Skriv den dag, du læste den."),
    # booking, of seats paid otherwise
    "booking.covered_seats": N_(
        "Abonnementet dækker %(seats)s pladser på holdet, og I har %(had)s. Vælg færre, eller sæt flere på"
        " abonnementet."
    ),
    "booking.covered_people": N_("%(name)s er ikke på abonnementet. Sæt medarbejderen på det først."),
    "booking.no_module_price": N_("Pladsen er ikke købt med en pris for hvert modul."),
    "booking.module_not_in_version": N_("Modulet hører ikke til det forløb, pladsen er på."),
    "booking.no_balance": N_("Pladsen er ikke købt med en rest, der forfalder senere."),
    "booking.seat_not_live": N_("Pladsen er ikke booket mere."),
    # spending
    "spending.promise_move": N_("Disponeringen er ændret imens. Hent siden igen."),
    "spending.approval_move": N_("Godkendelsen er ændret imens. Hent siden igen."),
    "spending.year_range": N_("Skriv et år fra %(least)s til %(most)s."),
    "spending.amount_range": N_("Beløbet skal være fra 0 kr. til %(most)s Ret det."),
    "spending.budget_below_used": N_("Der er allerede disponeret og brugt %(used)s Sæt ikke budgettet lavere end det."),
    "spending.part_above": N_("Der er kun %(left)s tilbage af købet at føre tilbage."),
    "spending.overrun_grown": N_(
        "En kollega har brugt af budgettet imens. Købet går nu %(now)s over det, ikke %(before)s Se det igen."
    ),
    "spending.reason_missing": N_("Skriv, hvorfor I siger nej, så bestilleren kan komme videre."),
    "spending.reason_long": N_("Begrundelsen er for lang. Skriv højst %(most)s tegn."),
    "spending.over_budget": N_(
        "Købet går %(over)s over afdelingens budget, som har %(left)s tilbage. Få budgettet sat op."
    ),
    "spending.promised_otherwise": N_("Der er allerede disponeret et andet beløb til købet. Hent siden igen."),
    "spending.part_otherwise": N_("Der er allerede ført et andet beløb tilbage. Hent siden igen."),
    "spending.no_approver": N_(
        "Købet skal godkendes, og ingen anden hos jer kan. Bed en administrator give en kollega rollen godkender."
    ),
    "spending.not_waiting": N_("Købet venter ikke mere på godkendelse. Se, hvad der er sket med det."),
    "spending.own_purchase": N_("Du kan ikke godkende dit eget køb. Bed en anden godkender om det."),
}
