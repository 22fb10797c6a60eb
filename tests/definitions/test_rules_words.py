"""What deserves a warning about a place's people and dates, each with its reason and its place."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from generator.definitions.problem import format_problem
from generator.definitions.rules import read_definitions
from generator.definitions.rules_words import past_dates
from generator.definitions.suggest import suggestion

Edit = tuple[str, str, str]
Told = Callable[..., list[str]]
PROGRAMME = "programme.yml"
NAME, EMAIL = "name: Pat Tiny", "email: pat@example.org"


@pytest.mark.parametrize(
    "email",
    ["pat.example.org", "pat@", "@example.org", "pat@trust", "a@b.org, c@d.org", "p t@e.org"],
)
def test_an_email_that_nobody_can_write_to(told: Told, email: str) -> None:
    (line,) = told((PROGRAMME, EMAIL, f'email: "{email}"'))
    assert line == (
        f"programme.yml:15:12: email-shape: warning: '{email}' is not an email address: readers "
        "could not write to it. Write 1 address, such as sam@example.org."
    )


@pytest.mark.parametrize(
    ("name", "odd"),
    [('Pat "P" Tiny', '"'), ("Pat “P” Tiny", "“”"), ("P@t T_ny", "@_"), ("Pat 2", "2")],
)
def test_a_sign_that_is_no_letter_of_a_name(told: Told, name: str, odd: str) -> None:
    (line,) = told((PROGRAMME, NAME, f"name: '{name}'"))
    assert line == (
        f"programme.yml:14:11: person-name: warning: The name '{name}' has '{odd}' in it, which is "
        "not a letter. Write the name in letters, as it should be on pages and paper."
    )


@pytest.mark.parametrize(
    "name", ["Dr Áine O'Neill-Smith", "Łukasz Żak", "王小明", "Team A, B & C (invented)"]
)
def test_names_of_every_script_are_names(told: Told, name: str) -> None:
    assert told((PROGRAMME, NAME, f'name: "{name}"')) == []


def contact(role: str, name: str, email: str) -> Edit:
    also = f"  - {{id: {role}, title: Other, name: {name}, email: {email}, phone: '0'}}\n"
    return PROGRAMME, "domains:\n", f"{also}domains:\n"


@pytest.mark.parametrize(
    ("role", "name", "email", "key"),
    [
        ("data_holder", "pat  TINY", "dh@example.org", "name"),
        ("sponsor", "Pat Tiny (deputy)", "s@example.org", "name"),
        ("information_governance", "Kim", "PAT@example.org", "email"),
    ],
)
def test_one_person_in_two_roles_that_are_kept_apart(
    told: Told, role: str, name: str, email: str, key: str
) -> None:
    (line,) = told(contact(role, name, email))
    assert "doubled-role: warning: “Organiser” and “Other” have the same " + key in line
    assert line.startswith("programme.yml:17:")


def test_one_person_in_many_roles_is_one_line(told: Told) -> None:
    roles = ("sponsor", "facilitator", "data_holder")
    also = "".join(
        contact(role, name, "pat@example.org")[2].split("domains")[0]
        for role, name in zip(roles, ("Al", "''", "''"), strict=True)
    )
    (line,) = (
        one for one in told((PROGRAMME, "domains:\n", f"{also}domains:\n")) if "doubled" in one
    )
    assert "“Organiser”, “Other”, “Other” and “Other” have the same email. 1 person must" in line


@pytest.mark.parametrize(
    "reader",
    ["Priya Ward, sponsor", "Dr Priya  WARD", "The Sponsor", "p.ward@example.org (steering group)"],
)
def test_a_restricted_reader_who_may_supervise_the_people_counted(told: Told, reader: str) -> None:
    own = "sponsor, title: Sponsor, name: Priya Ward, email: p.ward@example.org, phone: '0'"
    listed = f"release:\n  restricted_readers: [Pat Tiny, '{reader}']\n"
    also = f"  - {{id: {own}}}\n{listed}domains:\n"
    (line,) = told((PROGRAMME, "domains:\n", also))
    assert line == (
        f"programme.yml:19:34: supervising-reader: warning: The restricted reader '{reader}' "
        "names the contact “Sponsor”, who may supervise the people counted. Nobody who does should "
        "see exact answers. Take them off the list, or make sure that they supervise nobody who "
        "takes part."
    )
    kept = also.replace(reader, "Ward sister, sponsored post")
    assert told((PROGRAMME, "domains:\n", kept)) == []


@pytest.mark.parametrize("role", ["facilitator", "wellbeing"])
def test_roles_that_one_person_may_hold(told: Told, role: str) -> None:
    assert told(contact(role, "Pat Tiny", "pat@example.org")) == []


def kept(until: str) -> Edit:
    lines = f"retention: [{{id: forms, what: Forms, until: {until}}}]\n"
    return PROGRAMME, "status: ready\n", f"status: ready\n{lines}"


def test_a_date_that_has_passed_or_passes_too_soon(
    tiny_with: Callable[[list[Edit]], dict[str, str]],
) -> None:
    found = read_definitions(tiny_with([kept("2027-03-31")]), [])
    day, end = date(2027, 3, 31), date(2027, 4, 1)
    assert list(past_dates(found, day)) == list(past_dates(found, day, day)) == []
    said = [
        format_problem(one) for at in ((end, None), (day, end)) for one in past_dates(found, *at)
    ]
    assert said == [
        "programme.yml:6:45: past-date: warning: The last day to keep 'forms' was 2027-03-31. Destroy what is still kept and write that down, or correct the date.",
        "programme.yml:6:45: kept-too-short: warning: The last day to keep 'forms' is 2027-03-31, and the programme ends on 2027-04-01. Is that meant? Otherwise give a later date.",
    ]


@pytest.mark.parametrize("until", ["31/03/2027", "2027-02-30", "soon"])
def test_a_date_that_is_none_is_one_fault_at_its_place(told: Told, until: str) -> None:
    """A text that names the date has no fault of its own."""
    names_it = 'text: "Where was it, before {{ retention.forms }}?"'
    assert told(kept(until), ("visit.yml", "text: Where was it?", names_it)) == [
        f"programme.yml:6:45: wrong-type: 'until' is '{until}'. It takes a date such as 2028-03-31."
    ]


def test_of_many_known_names_the_nearest_are_told() -> None:
    names = [f"contact.office_{n}.name" for n in range(300)]
    said = suggestion("zzz", names)
    assert said.startswith("There are 300; the nearest are: ")
    assert len(said) < 160
    assert suggestion("contact.office_7.nam", names) == "Did you mean 'contact.office_7.name'?"
