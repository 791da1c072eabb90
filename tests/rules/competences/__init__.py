"""Rules of the vocabulary."""
