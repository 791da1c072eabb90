"""What a company's people must be able to do, as the company keeps it."""
