"""What the Makefile and the maintainers run."""
