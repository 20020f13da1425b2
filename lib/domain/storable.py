"""Text that people type, made fit for a database and for JSON."""

import re

_NOT_STORABLE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without NUL, and with U+FFFD for halves of surrogate pairs; neither can be stored.

    Files that hold such characters are refused row by row; what somebody types is not worth losing.
    """
    return _NOT_STORABLE.sub("\ufffd", text.replace("\x00", ""))
