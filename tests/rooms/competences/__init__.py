"""Use cases of the vocabulary."""
