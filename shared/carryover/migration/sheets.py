"""CSV that people open in a spreadsheet: nothing in it is a formula."""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Final

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that is calculated instead of shown (owasp.org, "CSV Injection")."""

_INERT: Final = re.compile(r"[+@-]?[\w.~/:-]*", re.ASCII)
"""An id or a number: without an operator, a bracket or a quotation mark inside there is nothing to
calculate or call, and another system has to find the id as it is."""


def line(cells: Iterable[object], *, quoted: bool = False) -> str:
    """Write one line; ``quoted`` as RFC 4180 has it, for programs."""
    text = StringIO()
    if quoted:
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    else:
        writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(harmless, cells))
    return text.getvalue()


def harmless(cell: object) -> str:
    """Put an apostrophe before what begins like a formula; ids and numbers stay as they are."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULAS) and not _INERT.fullmatch(text) else text
