"""What a web server serves."""

from __future__ import annotations

from marketplace.app import create_app
from marketplace.config import Config

app = create_app(Config.from_env())
