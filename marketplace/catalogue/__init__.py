"""Modules, offers, versions, runs, review before publishing and VAT decisions."""
