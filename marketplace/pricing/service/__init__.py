"""The verbs of pricing: setting plans and terms, quoting, opening runs."""
