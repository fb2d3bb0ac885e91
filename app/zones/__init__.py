"""The day and night zones: geometry, hours, versions, and the verdict for a place and time."""
