"""What the address of a page asks for: the form as it was typed, and the search it stands for."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.words import language
from marketplace.geography.models import Postcode
from marketplace.search.queries.addresses import near, postcode_in
from marketplace.search.queries.used import institutions_used
from marketplace.search.rules.addresses import ask_from
from marketplace.search.rules.asking import Ask
from marketplace.web.public.forms import AskForm, asked_form
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.guards import actor


@dataclass(frozen=True)
class Question:
    """What was typed, and what it means; what cannot be read is left out of `asked`, and `form` says what is wrong."""

    form: AskForm
    asked: Ask
    used: tuple[str, ...]  # refs of the institutions the company has bought from; none for a visitor
    near: Postcode | None  # the postcode the people come from

    @property
    def is_readable(self) -> bool:
        """Whether all that was typed could be read."""
        return not self.form.errors


def read_question() -> Question:
    """The question in this request's address. At most 2 statements: the postcode, what a company has bought."""
    form, who = asked_form(), actor()
    used = institutions_used(who.organisation_id) if who.desk == "company" and who.organisation_id else ()
    arguments = request.args.to_dict(flat=False)
    if not used:  # a link from a company that has used some: who has used none sees them all
        arguments.pop("brugt", None)
    while True:  # each turn leaves out one more that cannot be read
        readable = {name: values for name, values in arguments.items() if name not in form.wrong}
        try:
            postcode = postcode_in(readable)
            asked = ask_from(readable, language(), near=near(postcode) if postcode else None, used=used)
            return Question(form, asked, used, postcode)
        except RuleBroken as broken:
            refuse(form, broken)
            if form.form_errors:
                raise
