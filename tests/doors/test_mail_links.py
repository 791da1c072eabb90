"""The addresses that mails carry are addresses of the site."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask

from marketplace.notices.rules import PATHS


@pytest.mark.parametrize("name", sorted(PATHS))
def test_every_link_in_a_mail_leads_to_a_page(app: Flask, name: str) -> None:
    path = quote(PATHS[name].format(ref="abc234", token="0f" * 20))
    endpoint, _ = app.url_map.bind("localhost").match(path, method="GET")
    assert "." in endpoint
