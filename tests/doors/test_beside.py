"""What a web process does beside its pages."""

from __future__ import annotations

from threading import Event

from flask import Flask

from marketplace.app import beside


def test_work_beside_the_pages_is_begun_once_and_by_the_first_request() -> None:
    app = Flask("beside")
    begun: list[str] = []
    done = Event()

    def work() -> None:
        begun.append("work")
        done.set()

    beside(app, "work", work)
    client = app.test_client()
    assert begun == []
    client.get("/")
    assert done.wait(60)
    client.get("/")
    assert begun == ["work"]
