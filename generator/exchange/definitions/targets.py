"""The formats that a form can be written in: one name, one function; no disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.exchange.definitions.fhir import fhir
from generator.exchange.definitions.limesurvey import limesurvey
from generator.exchange.definitions.qualtrics import qualtrics
from generator.exchange.definitions.redcap import redcap
from generator.exchange.definitions.survey import Export, Survey
from generator.exchange.definitions.word import word
from generator.exchange.definitions.xlsform import xlsform

#: By the word that a user types.
TARGETS: Mapping[str, Callable[[Survey], Export]] = {
    "redcap": redcap,
    "xlsform": xlsform,
    "limesurvey": limesurvey,
    "qualtrics": qualtrics,
    "word": word,
    "fhir": fhir,
}
