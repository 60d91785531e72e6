"""The one exception whose message goes to the user as it is."""


class UserError(Exception):
    """Something that the user can mend outside the facts: a folder, a disk, an option."""
