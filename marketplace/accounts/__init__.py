"""People, their passwords and their attempts to sign in."""
