"""Step 5: a ledger that is another's, old, cut off or changed is never taken for the ledger."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from generator.disclosure.ledger import FORMAT, Ledger, LedgerError, read, written
from tests.disclosure.small import KEY, crowd

#: Every message says what to do.
REMEDIES = ("Put ", "Use ", "Delete ")


@cache
def content() -> bytes:
    """The file of a ledger of two releases, with coarse groups and roundings in tens."""
    some = crowd([12] * 9, np.random.default_rng(1), lean=0.8)
    some.roles = ("mentor",)
    first = some.release().ledger
    late = crowd([12] * 9 + [14], np.random.default_rng(2))
    late.roles = ("mentor",)
    found = late.release(first).ledger
    assert found.number == 2
    assert found.own
    return written(found)


def refused(changed: bytes, programme: str = "tiny") -> str:
    with pytest.raises(LedgerError) as caught:
        read(changed, programme)
    words = str(caught.value)
    assert any(remedy in words for remedy in REMEDIES)
    return words


def opened(**changes: object) -> bytes:
    """The ledger with another first line; its digest is mended, as a program would write it."""
    lines = content().splitlines()
    return mended([json.dumps({**json.loads(lines[0]), **changes}).encode(), *lines[1:-1]])


def mended(lines: list[bytes]) -> bytes:
    from hashlib import sha256

    body = b"".join(line + b"\n" for line in lines)
    return body + json.dumps({"kind": "end", "digest": sha256(body).hexdigest()}).encode() + b"\n"


def test_what_was_written_is_read() -> None:
    ledger = read(content(), "tiny")
    assert written(ledger) == content()
    assert read(written(Ledger("tiny")), "tiny") == Ledger("tiny")


def test_another_programmes_ledger_is_refused() -> None:
    assert "belongs to the programme “tiny”" in refused(content(), "other")
    assert "“other”" in refused(opened(programme="other"))


def test_an_empty_ledger_may_change_its_programme() -> None:
    assert read(written(Ledger("old name")), "new-name") == Ledger("new-name")


@pytest.mark.parametrize("other", [FORMAT + 1, FORMAT + 10])
def test_a_later_format_needs_the_later_program(other: int) -> None:
    assert "newer program" in refused(opened(format=other))


def test_an_older_format_begins_anew() -> None:
    assert "--new-ledger" in refused(opened(format=FORMAT - 1))


def places(many: int) -> list[int]:
    """The beginning, the end, every end of a line, and places between."""
    whole = content()
    lines = [at for at, byte in enumerate(whole) if byte == 10]
    drawn = np.random.default_rng(3).integers(len(whole), size=many).tolist()
    near = [at + step for at in lines[:3] + lines[-3:] for step in (-1, 0, 1)]
    return sorted({*range(40), *range(len(whole) - 40, len(whole) - 1), *drawn, *near})


def test_a_ledger_cut_off_anywhere_is_refused() -> None:
    whole = content()
    for at in places(200):
        if at < len(whole) - 1:  # all but its last line break is all of it
            refused(whole[:at])


def test_a_ledger_without_its_beginning_is_refused() -> None:
    whole = content()
    for at in places(100):
        if at:
            refused(whole[at:])


def test_a_byte_changed_anywhere_is_refused() -> None:
    whole, rng = content(), np.random.default_rng(4)
    for at in places(300):
        if at < len(whole) - 1:
            for byte in {*rng.integers(256, size=2).tolist(), 32, 48 + at % 10} - {whole[at]}:
                refused(whole[:at] + bytes([byte]) + whole[at + 1 :])


def test_lines_left_out_or_exchanged_are_refused() -> None:
    lines = content().splitlines(keepends=True)
    for at in range(0, len(lines), 7):
        refused(b"".join(lines[:at] + lines[at + 1 :]))
        refused(b"".join([*lines[:at], *lines[at : at + 2][::-1], *lines[at + 2 :]]))
        refused(b"".join([*lines[:at], lines[at], *lines[at:]]))
    refused(b"")
    refused(b"\n")
    refused(content() + content())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"number":2', b'"number":3'),  # a release that is missing
        (b'"R":[', b'"R":[5,'),  # cells that do not add up
        (b'"kind":"own"', b'"kind":"ownn"'),
        (b'"base":10', b'"base":5'),
        (b'"marks":["', b'"marks":["x'),
        (b'"people":', b'"further":1,"people":'),
    ],
)
def test_what_no_program_writes_is_refused(old: bytes, new: bytes) -> None:
    """Even where somebody has mended the digest."""
    lines = content().splitlines()
    assert old in content()
    at = next(n for n, line in enumerate(lines) if old in line)
    changed = [*lines[:at], lines[at].replace(old, new, 1), *lines[at + 1 : -1]]
    assert "changed by hand" in refused(mended(changed))


def test_the_ledger_holds_neither_key_nor_codes() -> None:
    whole = content()
    assert KEY not in whole
    assert KEY.hex().encode() not in whole
    assert b"mentor-w0" not in whole
