"""Work for the worker process, and the sweep that finds what was left undone."""
