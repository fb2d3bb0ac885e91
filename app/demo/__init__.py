"""Demo people and demo zones, for trying the product; refused in production."""
