"""What the page on the published study says about its tables.

Plain statements of what is printed, what arithmetic allows, and what nobody
can know from print. No motive is guessed at: print leaves things out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.report.page import Block, Bullets, Link, Notice, Paragraph, Words
from generator.report.quantities import decimal

TITLE = "The published study, recomputed"
DESCRIPTION = (
    "The figures that the feasibility study prints, beside what invented answers give: the exact "
    "p values, and what does not fit together."
)
STUDY = Link(
    "Raju and others, BMJ Open 2022;12:e062361", "https://doi.org/10.1136/bmjopen-2022-062361"
)
METHODS = Link("methods", "methods.md")

CHANGE_NOTE = (
    "Higher/same/lower: people whose later answer is higher than, the same as or lower than their "
    "earlier one. For mentees’ awareness the study prints no medians, but says that they rose in "
    "every area; here they rise in all 7."
)
SPREAD_NOTE = (
    "The last 2 rules are applied to the same invented answers. Only the hinges give what is "
    "printed in every line."
)

Values = Mapping[str, float]


def opening(fitting: int, every: int) -> Iterator[Block]:
    """Say what the page is, and why it may show what no other page may."""
    yield Notice(
        "invented",
        "Invented data",
        "Every answer behind this page was made up, so that the study’s printed figures come out. "
        "It says nothing new about any real person.",
    )
    yield _paragraph(
        "This programme follows 1 published study: ",
        STUDY,
        ". Its data are not public. Answers for 6 mentors and 5 mentees were invented that "
        "would give its figures, and every figure was worked out from them by the same ",
        METHODS,
        f" as every results page. Of {every} printed figures, {fitting} come out exactly as "
        "printed, and 1 contradicts another and is shown in doubt.",
    )
    yield _paragraph(
        "Groups this small are never shown on other pages: see ",
        Link("how people are protected", "analysts/protecting-people.md"),
        ". This page is exempt from that rule because its answers are invented: there is "
        "nobody behind them to protect.",
    )


def about_changes(confidence: Values) -> Iterator[Block]:
    """Say what happens to the study's significant results."""
    yield _paragraph(
        "The study calls 3 results significant: confidence over all areas (p = 0.043, "
        "0.04 in its abstract), in clinical practice and in areas for improvement (both "
        "p = 0.041). All 3 come from an approximation for large groups. The exact test, which "
        f"counts every possible outcome for 5 people, gives {confidence['p_exact']:.4g} for "
        "each. None is significant at 0.05.",
    )


def about_significance() -> Iterator[Block]:
    """Say what 5 pairs can and cannot carry, fairly in both directions."""
    yield _paragraph(
        "With 5 people there are 32 equally likely patterns of rises and falls if nothing "
        "changed. All rising and all falling are 2 of them: 2 in 32 is 0.0625. No answers "
        "of 5 people can give less. So an exact test of 5 people cannot be significant at "
        "0.05, whatever happened.",
    )
    yield _paragraph(
        "This does not show that nothing changed. Of 5 people the approximation gives 0.041 "
        "or 0.043 only where all 5 moved the same way: so all 5 mentors were more confident "
        "afterwards, which is as clear as 5 people can be. It shows that 5 people are too few "
        "to rule out chance. The study calls itself a feasibility study, and its main "
        "questions were others. It does not allow for the number of its tests.",
    )


def about_spreads() -> Iterator[Block]:
    """Say by which rule the printed quartiles were made."""
    yield _paragraph(
        "The study does not say how its quartiles were made, and programs differ. Tukey’s "
        "hinges fit every printed interval: the middles of the lower and the upper half, the "
        "median belonging to both halves where the number is odd.",
    )
    yield Bullets(
        (
            _point(
                "The default of SPSS does not fit. Of 5 sessions it puts the upper quartile "
                "halfway between the 2 longest. The longest took 180 minutes, so for an upper "
                "quartile of 50 the next would have taken minus 80.",
            ),
            _point(
                "Linear interpolation does not fit. No 6 totals have the quartiles 27 and 32 "
                "around a median of 30.5 by that rule.",
            ),
        )
    )


def about_counts() -> Iterator[Block]:
    """Say how printed shares and pooled counts relate to people."""
    yield _paragraph(
        "The study prints 4 of 6 as 66.6%. It is 66.7%: the last digit was cut off and not "
        "rounded. For experience and length of the session it puts mentors and mentees "
        "together. Our results pages never do. Which mentors would take which mentees is "
        "sealed in a real programme, and no command reads it.",
    )


def contradictions(found: Mapping[str, Values]) -> Iterator[Block]:
    """Say what cannot be true together, and what print leaves open."""
    baseline, change = found["importance-baseline"]["median"], found["importance-change"]
    before = decimal(change["median_from"])
    yield Bullets(
        (
            _point(
                "Importance. The study prints medians of 23.0 and 29.0 for importance before and "
                "after. These are the medians that it prints for confidence. At the start it "
                f"gives {decimal(baseline)} for importance. Both can hold of the same mentors "
                f"only if importance fell by about 7 points, from {decimal(baseline)} to {before}, "
                "before the session and rose again after it. The study mentions no such fall. One "
                "of the figures may be a slip, and we cannot tell which.",
            ),
            _point(
                "The invented answers do contain that fall, so that both medians come out. This "
                "shows that it is possible in arithmetic. It does not show that it happened. We "
                "rely on neither figure.",
            ),
            _point(
                "Whose importance. Mentors and mentees were both asked. The study does not say "
                "whose medians these are. Here they are the mentors’.",
            ),
            _point(
                "Before what. Mentors filled in 3 forms before the session. The study does not "
                "say which one is the “before” of its changes. The table below counts from 2 of "
                "them. Confidence and understanding come out alike, because we made the answers "
                "that way. Importance does not.",
            ),
            _point(
                "2 kinds of significance. By the study’s approximation p is 0.04 for confidence; "
                "by the exact test it is 0.0625. Both are computed correctly. They answer the same "
                "question, but the approximation answers it badly at this size.",
            ),
        )
    )


def limits() -> Iterator[Block]:
    """Say that fitting figures prove little."""
    yield Bullets(
        (
            _point(
                "That the figures fit does not confirm the study. Many other answers would give "
                "the same figures.",
            ),
            _point(
                "We invented everything that is not in print: who answered what, which "
                "areas rose for whom, and how answers go together.",
            ),
            _point(
                "The study says more than its figures, for example about what people wrote. This "
                "page is about the figures only. ",
                Link("What is known", "overview.md"),
                " sums up the study.",
            ),
        )
    )


def _paragraph(*words: str | Link) -> Paragraph:
    return Paragraph(words)


def _point(*words: str | Link) -> Words:
    return words
