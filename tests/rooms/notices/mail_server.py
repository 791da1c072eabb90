"""A mail server on loopback that takes, refuses or puts off what it is told to (RFC 5321, as much as is needed)."""

from __future__ import annotations

import socketserver
import threading
from types import TracebackType


class MailServer:
    """`answers` gives the reply to a verb (MAIL, RCPT, DATA, "." after the letter, QUIT) instead of yes."""

    def __init__(self, answers: dict[str, str] | None = None, offers: tuple[str, ...] = ()) -> None:
        self.answers = answers or {}
        self.offers = offers
        self.letters: list[bytes] = []
        self.heard: list[str] = []
        outer = self

        class Conversation(socketserver.StreamRequestHandler):
            def say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            def handle(self) -> None:
                self.say("220 loopback ready")
                while raw := self.rfile.readline():
                    line = raw.decode("utf-8", "replace").strip()
                    verb = line.split(" ")[0].split(":")[0].upper()
                    outer.heard.append(line)
                    answer = outer.answers.get(verb, "")
                    if verb == "EHLO":
                        for offer in outer.offers:
                            self.say(f"250-{offer}")
                        self.say("250 loopback")
                    elif verb == "DATA" and not answer:
                        self.say("354 go on")
                        letter = b""
                        while (row := self.rfile.readline()) not in (b".\r\n", b""):
                            letter += row
                        after = outer.answers.get(".", "250 taken")
                        if after.startswith("250"):
                            outer.letters.append(letter)
                        self.say(after)
                    else:
                        self.say(answer or ("221 bye" if verb == "QUIT" else "250 yes"))
                    if verb == "QUIT":
                        return

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> MailServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
