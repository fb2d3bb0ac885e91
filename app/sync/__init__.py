"""How phones and server agree: WZ-Sync 1 (docs/protocol.md)."""
