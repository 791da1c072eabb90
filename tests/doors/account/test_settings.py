"""A person's own details."""

from __future__ import annotations

from marketplace.accounts.queries import person_by_id
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import transaction
from marketplace.notices.rules import Kind
from marketplace.notices.service import tell
from tests.doors.account.people import known, said
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting

SETTINGS = "/konto/mine-oplysninger"


def test_name_and_language_are_changed(client_for: ClientFor) -> None:
    person = known()
    client = client_for(person)
    answer = client.post(SETTINGS, data={"name": " Anne  Skov Lund ", "language": "en"})
    assert (answer.status_code, answer.location) == (303, SETTINGS)
    changed = person_by_id(person.id)
    assert (changed.name, changed.language) == ("Anne Skov Lund", "en")
    assert "Dine oplysninger er gemt." in said(client.get(SETTINGS))


def test_a_wrong_language_or_an_empty_name_is_refused(client_for: ClientFor) -> None:
    client = client_for(known())
    wrong = client.post(SETTINGS, data={"name": "Anne", "language": "tlh"})
    assert wrong.status_code == 422
    assert "Vælg en af mulighederne" in said(wrong)
    assert client.post(SETTINGS, data={"name": " ", "language": "da"}).status_code == 422


def test_mails_sent_lately_are_shown_with_words_that_promise_no_arrival(client_for: ClientFor) -> None:
    person = known()
    assert "Vi har ikke sendt dig nogen mails endnu." in said(client_for(person).get(SETTINGS))
    with transaction():
        message = tell(person, Kind.SEAT_NAMED, "abc", "abc", now=now())
        assert message is not None
        message.status = "handed_over"
    words = said(client_for(person).get(SETTINGS))
    assert "Du er meldt til" in words
    assert "afsendt" in words
    assert "leveret" not in words


def test_every_kind_and_status_of_a_mail_has_a_word(client_for: ClientFor) -> None:
    person = known()
    with transaction():
        for kind in Kind:
            tell(person, kind, "abc", kind.value, now=now())
    assert client_for(person).get(SETTINGS).status_code == 200


def test_many_mails_take_no_more_statements(client_for: ClientFor) -> None:
    person = known()
    client = client_for(person)
    client.get(SETTINGS)
    with counting() as few:
        client.get(SETTINGS)
    with transaction():
        for number in range(30):
            tell(person, Kind.SEAT_NAMED, f"s{number}", f"s{number}", now=now())
    with counting() as many:
        client.get(SETTINGS)
    assert len(many) == len(few)
    assert len(few) <= 8
