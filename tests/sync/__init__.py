"""WZ-Sync 1 from the outside: what phones rely on."""
