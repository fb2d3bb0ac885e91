"""Why a backup or a restore cannot be: for whoever typed the command, and for the log."""


class CustodyFailure(Exception):
    """Nothing was lost, and nothing counts as done.

    `reason` is one word of ours, for rows and leaves; the message is what happened and where.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
