"""The door people come in by: signing in, invitations, registering, their own details."""
