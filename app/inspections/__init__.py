"""What officers record on patrol: sealed revisions, kept byte for byte, never edited in place."""
