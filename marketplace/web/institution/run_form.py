"""The form of a run: its time, place, room and deadline, from the form to facts and back."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, FormField

from marketplace.catalogue.models import Run
from marketplace.catalogue.rules import MeetingFacts, RunFacts
from marketplace.foundation.clock import at_local, local
from marketplace.foundation.labels import choices
from marketplace.foundation.words import N_
from marketplace.foundation.words import gettext as _
from marketplace.web.shell.forms import (
    DayField,
    Form,
    HourField,
    LineField,
    OneField,
    PickField,
    WholeField,
    at_most,
    needed,
    optional_empty,
)


class MeetingRow(Form):
    """One time a run meets, in Copenhagen time."""

    day = DayField(N_("Dag"), [optional_empty])
    begins = HourField(N_("Fra kl."), [optional_empty])
    ends = HourField(N_("Til kl."), [optional_empty])
    place = LineField(N_("Sted, hvis et andet"), [at_most(160)])


class ChangeRunForm(Form):
    """What may change about a run; its seats have a form of their own, because they are counted."""

    intake = OneField(N_("Optag"), default="dated")
    minimum = WholeField(N_("Minimum"), [needed(N_("Skriv det mindste antal, holdet kan gennemføres med."))], most=500)
    participation = PickField(N_("Deltagelse"))
    place = LineField(N_("Sted"), [at_most(160)])
    postcode = LineField(N_("Postnummer"), [at_most(10)])
    enrol_by = DayField(N_("Sidste dag for at booke"), [optional_empty])
    meetings = FieldList(FormField(MeetingRow), min_entries=1, max_entries=120)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.intake.choices = choices("intake")
        self.participation.choices = choices("participation")


class RunForm(ChangeRunForm):
    """A new run of an offer."""

    offer = PickField(N_("Forløb"), [needed(N_("Vælg det forløb, holdet er af."))])
    capacity = WholeField(N_("Pladser"), [needed(N_("Skriv antallet af pladser."))], least=1, most=500)


def values_from(run: Run) -> dict[str, Any]:
    """What a run states, as the first values of the form."""
    return {
        "intake": run.intake,
        "minimum": run.minimum,
        "participation": run.participation,
        "place": run.place,
        "postcode": run.postcode_code or "",
        "enrol_by": run.enrol_by,
        "meetings": [
            {
                "day": local(meeting.starts_at).date(),
                "begins": local(meeting.starts_at).time(),
                "ends": local(meeting.ends_at).time(),
                "place": meeting.place,
            }
            for meeting in run.meetings
        ],
    }


def _said(field: Any, text: str) -> None:
    field.errors = [*field.errors, text]


def _meetings(form: ChangeRunForm) -> list[MeetingFacts] | None:
    found: list[MeetingFacts] = []
    whole = True
    for row in form.meetings:
        day, begins, ends, place = (row.form[name].data for name in ("day", "begins", "ends", "place"))
        if day is None and begins is None and ends is None and not place:
            continue
        if day is None or begins is None or ends is None:
            whole = False
            if day is None:
                _said(row.form.day, _("Skriv dagen."))
            if begins is None:
                _said(row.form.begins, _("Skriv, hvornår mødegangen begynder."))
            if ends is None:
                _said(row.form.ends, _("Skriv, hvornår mødegangen slutter."))
            continue
        found.append(MeetingFacts(at_local(day, begins), at_local(day, ends), place))
    return found if whole else None


def facts_from(form: ChangeRunForm, capacity: int, private_to_ref: str = "") -> RunFacts | None:
    """What the form states, or None when a meeting is not whole (its row says so)."""
    meetings = _meetings(form)
    if meetings is None:
        return None
    return RunFacts(
        capacity=capacity,
        minimum=form.minimum.data or 0,
        participation=form.participation.data,
        intake=form.intake.data,
        place=form.place.data or "",
        postcode=form.postcode.data or "",
        enrol_by=form.enrol_by.data,
        meetings=tuple(meetings),
        private_to_ref=private_to_ref,
    )
