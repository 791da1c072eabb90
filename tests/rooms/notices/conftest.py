"""A folder for letters, a booked run with people on it, and cheap passwords."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.accounts import gateway as accounts_gateway
from marketplace.accounts.models import Person
from marketplace.accounts.queries import person_by_id
from marketplace.booking.models import Booking, BookingLine, Seat
from marketplace.booking.rules import SeatName
from marketplace.catalogue.models import Run
from marketplace.foundation import errands
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.notices import gateway
from marketplace.notices.gateway import FileOutbox
from marketplace.notices.models import Message
from tests.factories.booking import make_booking
from tests.factories.catalogue import make_offer, make_offer_version
from tests.factories.organisations import make_company, make_institution, make_member
from tests.factories.pricing import make_priced_run

SITE = "https://torvet.example"
SENDER = "Kompetencetorvet <torvet@torvet.example>"


@pytest.fixture(autouse=True)
def _cheap_passwords() -> Iterator[None]:
    before = accounts_gateway.hasher()
    accounts_gateway.use(accounts_gateway.Hasher(passes=1, memory_kib=8, lanes=1))
    yield
    accounts_gateway.use(before)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[FileOutbox]:
    before = gateway._office.post, gateway._office.site_url
    made = FileOutbox(tmp_path / "outbox", SENDER)
    gateway.use(made, site_url=SITE)
    yield made
    gateway._office.post, gateway._office.site_url = before


@dataclass(frozen=True)
class Mail:
    """A letter as it left the house."""

    to: str
    name: str
    subject: str
    text: str
    html: str
    message_id: str
    whole: EmailMessage

    def link(self, part: str) -> list[str]:
        """The parts of its link below this path."""
        found = re.search(rf"{SITE}/{part}/([\w/-]+)", self.text)
        assert found, self.text
        assert f'href="{found[0]}"' in self.html
        return found[1].split("/")


def opened(raw: bytes) -> Mail:
    whole = BytesParser(policy=default).parsebytes(raw)
    plain, rich = whole.get_body(("plain",)), whole.get_body(("html",))
    assert plain
    assert rich
    (to,) = whole["To"].addresses
    return Mail(
        to=to.addr_spec,
        name=to.display_name,
        subject=str(whole["Subject"]),
        text=plain.get_content(),
        html=rich.get_content(),
        message_id=str(whole["Message-ID"]),
        whole=whole,
    )


Sent = Callable[[], list[Mail]]


@pytest.fixture
def sent(outbox: FileOutbox) -> Sent:
    """Do everything that is due; the letters that lie in the outbox since the last time."""
    seen: set[str] = set()

    def work() -> list[Mail]:
        errands.work_all()
        assert [dead.fault for dead in errands.dead_list()] == []
        assert session.scalars(select(errands.Errand.fault).where(errands.Errand.fault != "")).all() == []
        fresh = [file for file in sorted(outbox.folder.glob("*.eml")) if file.name not in seen]
        seen.update(file.name for file in fresh)
        return [opened(file.read_bytes()) for file in fresh]

    return work


@dataclass(frozen=True)
class Booked:
    """A run with a booking of three seats, two of them named (one person without an address)."""

    run: Run
    booking: Booking
    booker: Actor
    publisher: Actor

    @property
    def booker_address(self) -> str:
        return address_of(self.booker)

    def seats(self) -> list[Seat]:
        return list(
            session.scalars(
                select(Seat)
                .join(BookingLine, BookingLine.id == Seat.line_id)
                .where(BookingLine.booking_id == self.booking.id)
                .order_by(Seat.person_id.is_(None), Seat.id)
            )
        )


def address_of(actor: Actor) -> str:
    address = person_by_id(actor.person_id or 0).email_norm
    assert address
    return address


def make_booked(title: Texts | None = None, company: str = "Nordlys Pleje ApS", language: str = "da") -> Booked:
    with transaction():
        institution = make_institution("Fjordby Professionshøjskole")
        publisher = make_member(institution, "publisher")
        version = make_offer_version(make_offer(institution), title=title or Texts("Klart sprog", "Plain language"))
        run, _plan = make_priced_run(version=version)
        booker = make_member(make_company(company), "booker", "admin")
        for actor in (publisher, booker):
            person_by_id(actor.person_id or 0).language = language
        session.flush()
        names = [SeatName(name="Mette Holm", email="mette@nordlys.example"), SeatName(name="Ole Uden Mail")]
        booking = make_booking(booker, run, 3, names=names)
        for person in session.scalars(select(Person)):
            person.language = language
    return Booked(run, booking, booker, publisher)


def messages() -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))
