"""What a search says of certain offers, found by it or not: for an offer's own page, and for comparing. Public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from marketplace.search import gateway
from marketplace.search.gateway import NoIndex
from marketplace.search.queries.asking import documents, slips, sought_by, understand
from marketplace.search.rules.asking import Ask, OfferHit, Understood
from marketplace.search.rules.scoring import score


@dataclass(frozen=True)
class Judged:
    """What was understood, and by ref what each offer covers and lacks of it, and why it may suit."""

    understood: tuple[Understood, ...] = ()
    hits: Mapping[str, OfferHit] = field(default_factory=dict)


def judge(asked: Ask, refs: Sequence[str]) -> Judged:
    """Judge offers by what is asked, its filters aside; those the index does not hold are left out.

    Without an index nothing is understood: the pages then say what they know without it.
    """
    try:
        index = gateway.offers()
        asked = replace(asked, text=slips(asked, index)[0] or asked.text)
        need = understand(asked, index.lexicon())
        sought = sought_by(need, asked)
    except NoIndex:
        return Judged()
    hits = {}
    for document in documents(refs):
        scored = score(document, document.runs, 0.0, sought, asked.weights)
        hits[document.ref] = OfferHit(
            ref=document.ref,
            offer_id=document.offer_id,
            covers=scored.cover.covers,
            lacks=scored.cover.lacks,
            km=scored.km,
            parts=scored.parts,
            why=scored.why,
            run=scored.run,
        )
    return Judged(need.understood, hits)
