"""People, squadrons, roles, sessions, devices and upload tickets; signing in."""
