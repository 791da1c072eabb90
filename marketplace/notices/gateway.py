"""The post office: SMTP where it is configured, a folder of letters in the demo market."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import formatdate
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlparse

from marketplace.foundation.documents.letters import Letter
from marketplace.foundation.paging import Page

TIMEOUT = 30


class Refused(Exception):
    """The mail server will never take this letter (a permanent answer, 5xx)."""


class Post(Protocol):
    """Somewhere letters can be handed over."""

    def hand_over(self, letter: Letter) -> None:
        """Give a letter on; raises `Refused` when it never will be taken, anything else when it may be later."""


def as_mime(letter: Letter, sender: str) -> EmailMessage:
    """The letter as RFC 5322 with a plain and an HTML part."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = letter.message_id
    message["Date"] = formatdate(localtime=False)
    message["From"] = sender
    message["To"] = Address(_line(letter.name), *letter.to.rsplit("@", 1))
    message["Subject"] = _line(letter.subject)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = letter.language  # last: headers about content move to the first part before
    return message


def _line(text: str) -> str:
    """A name or title as one line: a line break in it must not begin a header of its own."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


class Smtp:
    """A mail server: smtp://user:password@host:587 (STARTTLS where offered) or smtps://host:465."""

    def __init__(self, url: str, sender: str) -> None:
        self._at = urlparse(url)
        self._sender = sender

    def hand_over(self, letter: Letter) -> None:
        """Give the letter to the server, or say why not."""
        host, port = self._at.hostname or "localhost", self._at.port
        safe = ssl.create_default_context()
        try:
            if self._at.scheme == "smtps":
                server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=safe)
            else:
                server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT)
            with server:
                server.ehlo()
                if self._at.scheme == "smtp" and server.has_extn("starttls"):
                    server.starttls(context=safe)
                    server.ehlo()
                if self._at.username:
                    if self._at.scheme == "smtp" and not isinstance(server.sock, ssl.SSLSocket):
                        raise ConnectionError("the mail server offers no encryption, so the password is not sent")
                    server.login(unquote(self._at.username), unquote(self._at.password or ""))
                server.send_message(as_mime(letter, self._sender))
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            if 500 <= code < 600:
                raise Refused from None
            raise
        except smtplib.SMTPDataError as refused:
            if 500 <= refused.smtp_code < 600:
                raise Refused from None
            raise


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as the outbox page shows it."""

    file: str
    to: str
    subject: str
    date: str
    text: str
    language: str


class FileOutbox:
    """A folder of .eml files: what the demo market has instead of a mail server."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self._sender = sender

    def hand_over(self, letter: Letter) -> None:
        """Write the letter under its Message-ID, so that one that is repeated replaces itself."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", letter.message_id.casefold()).strip("-")
        part = self.folder / f"{name}.part"
        part.write_bytes(bytes(as_mime(letter, self._sender)))
        part.rename(self.folder / f"{name}.eml")

    def letters(self, page: int = 1, per_page: int = 40) -> Page[Shown]:
        """One page of the letters, the newest first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        page = min(max(1, page), max(1, -(-len(files) // per_page)))
        first = (page - 1) * per_page
        shown = [self._shown(file) for file in files[first : first + per_page]]
        return Page(shown, page, per_page, len(files))

    def letter_or_none(self, name: str) -> Shown | None:
        """One letter by its file name."""
        file = self.folder / f"{name}.eml"
        return self._shown(file) if re.fullmatch(r"[a-z0-9-]+", name) and file.is_file() else None

    def _shown(self, file: Path) -> Shown:
        mail = BytesParser(policy=default).parsebytes(file.read_bytes())
        body = mail.get_body(("plain",))
        return Shown(
            file=file.stem,
            to=str(mail["To"]),
            subject=str(mail["Subject"]),
            date=str(mail["Date"]),
            text=str(body.get_content()) if body else "",
            language=str(mail["Content-Language"] or "da"),
        )


@dataclass
class _Office:
    post: Post | None = None
    site_url: str = ""


_office = _Office()


def use(post: Post, *, site_url: str) -> None:
    """Take the post office and the address that links begin with."""
    _office.post, _office.site_url = post, site_url


def post() -> Post:
    """The post office in use."""
    if _office.post is None:
        raise RuntimeError("no post office is in use")
    return _office.post


def site_url() -> str:
    """The address that links begin with."""
    return _office.site_url


def outbox_or_none() -> FileOutbox | None:
    """The demo's folder of letters, when that is what is in use."""
    return _office.post if isinstance(_office.post, FileOutbox) else None
