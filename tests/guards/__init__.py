"""The guard against other sites, and the headers on every answer."""
