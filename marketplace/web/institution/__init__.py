"""The desk of an institution."""
