"""Files that officers export from a phone that cannot send any more, taken in item by item."""
