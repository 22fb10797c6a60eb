"""The header of a file that is known by its name: which columns it may have."""

from __future__ import annotations

from collections.abc import Sequence

from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.fault_log import Findings


def check_known(
    findings: Findings, file: str, required: Sequence[str], optional: Sequence[str] = ()
) -> bool:
    """Find what is wrong with a header; False where a required column is missing."""
    header = findings.table.header
    known = (*required, *optional)
    missing = [name for name in required if name not in header]
    if missing:
        fault = f"Missing here: {listed(missing)}."
        findings.table_fault("missing-column", fault, f"{file} has {listed(required)}.")
    for index, name in enumerate(header):
        if name and header.index(name) != index:
            fault = f"The column {quoted(name)} appears twice."
            findings.table_fault("duplicate-column", fault, "Keep one.", index)
        elif name and name not in known:
            remedy = did_you_mean(name, known) or "Delete the column."
            fault = f"{file} has no column {quoted(name)}."
            findings.table_fault("unknown-column", fault, remedy, index)
    return not missing
