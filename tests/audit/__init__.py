"""The append-only log and the receipts."""
