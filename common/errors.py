"""The one exception whose message is shown to the user unchanged."""


class UserError(Exception):
    """A problem that the user can fix outside the facts: a folder, a disk, an option."""
