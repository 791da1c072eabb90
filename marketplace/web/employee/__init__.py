"""The pages of one employee."""
