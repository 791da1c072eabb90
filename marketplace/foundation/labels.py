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
}


def label(group: str, code: str) -> str:
    """The word for a code in the present language."""
    return gettext(LABELS[group][code])


def choices(group: str) -> list[tuple[str, str]]:
    """Every code of a group with its word, in the order of the list: for selects."""
    return [(code, gettext(text)) for code, text in LABELS[group].items()]
