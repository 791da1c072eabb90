"""The verbs of booking: holding, placing, naming, sweeping, and running a run."""
