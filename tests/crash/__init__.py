"""What a power cut leaves on the disk, and what the server makes of it."""
