"""What changes budgets, promises and approvals."""
