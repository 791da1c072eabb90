"""Use cases of organisations, one file per kind of verb."""
