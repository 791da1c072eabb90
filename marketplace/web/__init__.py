"""Doors: one audience each."""
