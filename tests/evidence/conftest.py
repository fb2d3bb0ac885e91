"""The shared real photos are tested where they lie; a lone clone has those of tests/cameras.py."""

from tests.photos import SHARED

collect_ignore = [] if SHARED.is_dir() else ["test_shared_photos.py"]
