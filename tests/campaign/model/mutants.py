"""The deliberate mistakes, each of which the checks must catch."""

ALONE = {
    "delete_first": "the phone deletes an item before it sends it",
    "any_2xx": "the phone takes any 2xx for success",
    "ack_before_commit": "the server answers before it commits",
    "check_then_insert": "the server looks first and inserts later",
    "no_fsync": "the server never syncs the bytes of a photo",
    "no_dirsync": "the server never syncs the folder of a photo",
    "commit_before_rename": "the server commits a photo before it is in its place",
    "lww": "the last write wins",
    "hol": "an item that cannot be sent holds up all others",
    "401_rejects": "a dead login counts as a refusal of the item",
    "drop_after_n": "the phone gives up after some tries",
    "no_lease": "an item being sent is marked instead of leased",
    "audit_separate": "the leaf is written in another transaction than its act",
    "no_epoch": "phones do not notice that the server was restored",
    "time_purge": "the phone deletes a while after the receipt",
}

PAIRS = {
    "no_checksum+no_final_hash": "neither the chunks nor the whole are compared",
    "offset_from_size+no_final_hash": "the file's length says how far it is, nothing is compared",
}
"""Mistakes that another safeguard makes up for: both must go before anything is lost."""

NEED_RESTORE = frozenset({"no_epoch", "time_purge"})
"""What harms only where the server is restored from an older backup."""
