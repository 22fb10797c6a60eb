"""Why a file that came back cannot be used: the rule, the fault and the remedy."""

from __future__ import annotations


class NotUsedError(Exception):
    """One file is not used; the others go on. ``fault`` and ``remedy`` are sentences."""

    def __init__(self, rule: str, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.rule, self.fault, self.remedy = rule, fault, remedy
