"""The common language: competences, their labels, fields and occupations."""
