"""What every door stands on: guards, pages, forms, filters, errors."""
