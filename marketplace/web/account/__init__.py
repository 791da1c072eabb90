"""Signing in, invitations, registering, own settings."""
