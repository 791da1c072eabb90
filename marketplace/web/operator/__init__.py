"""The desk of the operator."""
