"""The open market: everybody may look."""
