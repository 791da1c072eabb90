"""Danish postcodes, municipalities, regions and distances."""
