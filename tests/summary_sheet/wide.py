"""A programme as large as may be: 12 domains, 4 measures of all of them, and 1 of one question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.definitions.programme import Programme
from generator.definitions.variables import Variable
from generator.disclosure.rule import Audience
from generator.report.view import Release
from tests.report import releases

#: What domains and measures are called: role, id, titles.
LANGUAGES = ("en", "cy", "de", "pl")
DOMAINS = (
    ("Use of technology", "Defnyddio technoleg", "Umgang mit Technik", "Technologia w pracy"),
    ("Clinical practice", "Ymarfer clinigol", "Klinische Arbeit", "Praktyka kliniczna"),
    ("Approach to juniors", "Agwedd at feddygon iau", "Umgang mit Jüngeren", "Młodsi lekarze"),
    ("Time management", "Rheoli amser", "Zeiteinteilung", "Gospodarowanie czasem"),
    ("Approachability", "Hawdd mynd atynt", "Ansprechbarkeit", "Przystępność"),
    ("Strengths", "Cryfderau", "Stärken", "Mocne strony"),
    ("Areas for improvement", "Meysydd i’w gwella", "Verbesserungsmöglichkeiten", "Do poprawy"),
    ("Teaching at the bedside", "Addysgu wrth y gwely", "Unterricht am Bett", "Nauczanie"),
    ("Handover to the next shift", "Trosglwyddo gofal", "Übergabe", "Przekazanie dyżuru"),
    ("Decisions under pressure", "Penderfynu dan bwysau", "Entscheidungen", "Decyzje pod presją"),
    ("Care for the team’s wellbeing", "Lles y tîm", "Wohlergehen im Team", "Dobrostan zespołu"),
    ("Interest in research", "Diddordeb mewn ymchwil", "Forschungsinteresse", "Badania naukowe"),
)
MEASURES = (
    ("mentor", "importance", "Importance of feedback", "Pwysigrwydd adborth",
     "Wichtigkeit von Rückmeldungen", "Znaczenie informacji zwrotnej"),
    ("mentor", "confidence", "Confidence in giving feedback", "Hyder wrth roi adborth",
     "Zutrauen zu Rückmeldungen", "Pewność w przekazywaniu uwag"),
    ("mentor", "understanding", "Understanding of the role", "Dealltwriaeth o’r rôl",
     "Verständnis der Aufgabe", "Rozumienie roli"),
    ("mentee", "importance", "Importance of feedback", "Pwysigrwydd adborth",
     "Wichtigkeit von Rückmeldungen", "Znaczenie informacji zwrotnej"),
    ("mentee", "awareness", "Awareness of junior doctors’ views", "Ymwybyddiaeth o farn meddygon",
     "Wissen um die Sicht der Jüngeren", "Świadomość poglądów młodszych lekarzy"),
)  # fmt: skip
GROUP = "Cardiology and respiratory medicine, Example Teaching Hospitals, together"


def programme(domains: int = 12) -> Programme:
    """Return the programme; titles of domains and measures are in four languages."""
    tiny = releases.programme()
    many, single = tiny.measures
    titles = {name: dict(zip(LANGUAGES, words, strict=True)) for _, name, *words in MEASURES}
    return tiny.model_copy(
        update={
            "languages": LANGUAGES,
            "domains": tuple(
                tiny.domains[0].model_copy(
                    update={"id": f"d{n}", "title": dict(zip(LANGUAGES, names, strict=True))}
                )
                for n, names in enumerate(DOMAINS[:domains])
            ),
            "measures": tuple(
                (single if name == "understanding" else many).model_copy(
                    update={"id": name, "title": title}
                )
                for name, title in titles.items()
            ),
        }
    )


def release(audience: Audience, people: int, domains: int = 12, title: str = GROUP) -> Release:
    """Return a release of one group of so many people in both roles."""
    known = tuple(_variables(domains))
    group = releases.group(people, audience, "tiny", "programme", title=title, known=known)
    return releases.release((group,), audience, known=known)


def _variables(domains: int) -> Iterator[Variable]:
    for role, measure, *_ in MEASURES:
        pattern = "understanding" if measure == "understanding" else "confidence"
        for one in releases.variables():
            if one.measure == pattern and one.domain == "total":
                yield replace(one, role=role, measure=measure)
            elif one.measure == pattern and one.domain == "technology":
                for n in range(domains):
                    yield replace(one, role=role, measure=measure, domain=f"d{n}")
