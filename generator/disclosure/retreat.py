"""What still gives somebody away goes back, step by step, to what was published before.

Some findings name people around whom nothing of this build is printed: a cohort
whose own table stands since last year, say, and that has moved to another
organisation since. It is the new tables of both organisations that tell more
of it, and no table around the cohort itself that could go (``guard``). So the
new tables of the same answers go back, those nearest to these people first:
one, then two more, then four, until nothing is given away any more. Where a
group showed a table in the last release, that one is repeated; the others have
a gap like any other.

The end of that road is a release that shows nothing new of these answers. It
adds nothing to what readers have, so that it may always be published: no
programme is ever shut in by its own past.

What earlier releases give away by themselves (the minimum was raised since,
say) no release can take back. Nothing has to go for that, as long as what is
new leaves it exactly as it was (``beyond``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.disclosure.audit import Finding, Learnt
from generator.disclosure.guard import Audit, Shelf, all_of
from generator.disclosure.published import Key, Published

#: Findings that say nothing of what else there is to find.
BLIND = ("undecided", "contradiction", "headcounts")


def beyond(check: Audit, before: Mapping[Key, Sequence[Published]]) -> Audit:
    """Return the audit without what earlier releases give away by themselves, no less and no more.

    ``before`` are the earlier tables of each key and of those linked to it.
    What could not be decided is no such thing: new tables may have decided it. Nor is a
    contradiction, or headcounts that are not known: nothing else is looked at beside them.
    """
    standing: dict[int, set[object]] = {}

    def found(tables: Sequence[Published], learnt: Learnt | None = None) -> tuple[Finding, ...]:
        findings = check(tables, learnt=learnt)
        return tuple(one for one in findings if _told(one) not in told_by_past(one.key))

    def told_by_past(key: Key) -> set[object]:
        past = before.get(key, ())
        if id(past) not in standing:
            findings = check(past) if past else ()
            standing[id(past)] = {_told(one) for one in findings if one.rule not in BLIND}
        return standing[id(past)]

    return found


def _told(finding: Finding) -> object:
    known = finding.low, finding.high
    return finding.rule, finding.key, finding.category, finding.atoms, known


def retreated(
    shelf: Shelf, keys: tuple[Key, ...], beside: Sequence[Published], check: Audit
) -> tuple[Shelf, tuple[Finding, ...]]:
    """Return the shelf with so many new tables of linked keys taken back that no finding is left.

    Parameters
    ----------
    shelf
        The build.
    keys, beside
        Linked keys, and what else is published of them.
    check
        The audit.

    Returns
    -------
    Shelf, tuple of Finding
        What is left. A finding comes back only if a table could not be taken back.

    """
    going = 1
    while mine := list(shelf.published(keys)):
        findings, before = check([*beside, *mine]), shelf
        if not findings:
            break
        near = (all_of(table, keys) for table in nearest(mine, beside, findings))
        for removal in list(dict.fromkeys(near))[:going]:
            shelf = shelf.after(removal)
        if shelf == before:
            return shelf, findings
        going *= 2
    return shelf, ()


def nearest(
    mine: Sequence[Published], beside: Sequence[Published], findings: Sequence[Finding]
) -> list[Published]:
    """Return new tables, those first that share the smallest printed set with somebody found."""
    found = [finding.atoms for finding in findings]
    around = [t.atoms for t in [*beside, *mine] if any(who <= t.atoms for who in found)]

    def distance(table: Published) -> tuple[int, int]:
        shared = (len(atoms) for atoms in around if atoms & table.atoms)
        everything = sum(map(len, around)) + 1
        return min(shared, default=everything), len(table.atoms)

    return sorted(mine, key=distance)
