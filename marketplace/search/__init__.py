"""The index of offers: write, ask, rebuild."""
