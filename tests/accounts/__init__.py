"""People, signing in, sessions, phones and their tickets."""
