"""What companies may spend: budgets, what is promised of them, and who approves."""
