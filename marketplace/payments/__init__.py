"""Amounts due and invoices: an amount and a reference, never what was bought."""
