"""Each step goes up, down, and up with data; the last one equals the models."""
