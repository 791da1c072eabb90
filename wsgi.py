"""What a web server serves."""

from __future__ import annotations

import gc

from marketplace.app import create_app
from marketplace.config import Config

app = create_app(Config.from_env())

# What stands now, stands until the process ends: the collector need not walk it while pages are made.
gc.collect()
gc.freeze()
