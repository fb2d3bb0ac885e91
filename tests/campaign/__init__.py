"""Seeded fault campaigns: what may go wrong goes wrong, and no evidence may be lost by it.

Each layer is a module of `tests/campaign/layers` with a function `run(schedules, seed) -> Result`;
the module's name is the layer's (`l1.py` is L1, `l9_restore.py` is L9-restore). Schedule number i
of a run is drawn from seed + i and from nothing else, so one command replays a failure. See
`python -m tests.campaign --help`.
"""
