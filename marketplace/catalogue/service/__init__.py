"""What is done to modules, offers, VAT decisions and runs; one file per kind of verb."""
