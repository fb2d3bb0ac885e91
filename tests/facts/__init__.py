"""Facts beside records."""
