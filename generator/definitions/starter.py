"""A new programme starts with the local names left blank, so that none is another place's."""

from __future__ import annotations

import re

#: Keys below ``local:`` and ``contacts:`` whose values belong to one place.
_PLACE_KEYS = ("organisation", "department", "return_to", "name", "email", "phone", "until")
_LINE = re.compile(r"^(\s+(?:- )?)([a-z_]+):\s+\S.*$")


def blank_local(text: str) -> str:
    r"""Return programme.yml with the values of local names, contacts and dates removed.

    Comments and order stay, so that the organiser fills in what is left open.

    >>> print(blank_local('local:\n  organisation: "Example"\nroles:\n  - id: a'))
    local:
      organisation: ""
    roles:
      - id: a
    """
    lines, block = [], ""
    for line in text.splitlines():
        top = re.match(r"^([a-z_]+):", line)
        block = top.group(1) if top else block
        found = _LINE.match(line)
        if block in {"local", "contacts", "retention"} and found and found.group(2) in _PLACE_KEYS:
            blank = "" if found.group(2) == "until" else ' ""'
            line = f"{found.group(1)}{found.group(2)}:{blank}"
        lines.append(line)
    return "\n".join(lines) + ("\n" if text.endswith("\n") else "")
