"""Documents made from what the rooms know: calendars and safe markup."""
