"""The one error a user is meant to read."""


class ModelsheetError(ValueError):
    """Bad input or a missing part: one line that says what is wrong and what to do.

    The command line prints it and exits with 2; the worker sends it as an error event.
    """
