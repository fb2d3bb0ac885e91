"""Who did what and when: an append-only log whose leaves commit with the acts they tell of."""
