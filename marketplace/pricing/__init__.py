"""Price plans, terms and quotes."""
