"""What the server knows of the phones: what they say they still hold, and how they stand."""
