"""Photos are kept unaltered and shown through derivatives."""
