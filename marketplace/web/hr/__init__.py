"""The desk of a company."""
