"""Reading what a page says."""

from __future__ import annotations

import re
from html import unescape

import html5lib
from werkzeug.test import TestResponse


def said(answer: TestResponse) -> str:
    """The words of a page; its HTML is valid, or the test fails here."""
    body = answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(body)
    assert len(re.findall(r"<h1[\s>]", body)) == 1
    body = re.sub(r"<(script|svg|head).*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ").split())
