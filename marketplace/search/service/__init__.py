"""Keeping the index, and what was asked of it."""

from __future__ import annotations

from marketplace.search.service.indexing import follow, rebuild

__all__ = ["follow", "rebuild"]
