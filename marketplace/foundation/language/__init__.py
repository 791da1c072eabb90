"""Pure analysis of Danish and English text."""
