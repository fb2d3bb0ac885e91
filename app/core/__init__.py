"""Words that every package uses and none owns: clock, ids, encodings, the write lane."""
