"""The operator's door: who waits for verification, what is stuck, what has happened."""
