"""What every room stands on: database, transactions, facts, errands, money, time, words."""
