"""Photos: taken in unaltered, hashed, kept durably, shown through derivatives."""
