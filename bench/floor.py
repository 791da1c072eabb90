"""The floors that benchmarks are held against. They may not be made slower.

`page`: one Flask route, one inline autoescaped Jinja template, 20 dicts, about 12 kB; no session, i18n or database.
"""

from __future__ import annotations

from flask import Flask, render_template_string

app = Flask(__name__)

ROWS = [
    {
        "title": f"Forløb {number}: skriv, så alle forstår det & handler på det",
        "provider": f"Institution {number % 7}",
        "price": f"{9000 + 100 * number:,} kr.".replace(",", "."),
        "date": f"{number % 27 + 1}. feb. 2027",
        "ects": f"{number % 5 + 1} ECTS",
        "chips": ["sundhedskommunikation", "klarsprog", "målgruppeanalyse"],
    }
    for number in range(20)
]

TEMPLATE = """<!doctype html>
<html lang="da"><head><meta charset="utf-8"><title>{{ rows|length }} forløb</title></head>
<body><main><h1>{{ rows|length }} forløb</h1>
{% for row in rows %}<article class="panel hit"><h2><a href="/forloeb/{{ loop.index }}">{{ row.title }}</a></h2>
<p class="small">{{ row.provider }}</p>
<dl class="facts"><div class="fact"><dt>Pris</dt><dd>{{ row.price }}</dd></div>
<div class="fact"><dt>Start</dt><dd>{{ row.date }}</dd></div>
<div class="fact"><dt>Omfang</dt><dd>{{ row.ects }}</dd></div></dl>
<ul class="chips">{% for chip in row.chips %}
<li><a class="chip" href="/forloeb?q={{ chip }}">{{ chip }}</a></li>{% endfor %}</ul>
</article>
{% endfor %}</main></body></html>"""


@app.get("/")
def page() -> str:
    """The floor of a page."""
    return render_template_string(TEMPLATE, rows=ROWS)
