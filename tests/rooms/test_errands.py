"""Errands: done after commit, once each, and never lost."""

from __future__ import annotations
