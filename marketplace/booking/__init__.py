"""Orders, bookings and seats."""
