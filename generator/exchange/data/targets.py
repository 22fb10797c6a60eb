"""The programs that answers can be written for: one name, one function."""

from __future__ import annotations

from collections.abc import Sequence

from generator.definitions.problem import RefusedError
from generator.exchange.data.csvw import csvw
from generator.exchange.data.frictionless import frictionless
from generator.exchange.data.parquet import parquet
from generator.exchange.data.r import r
from generator.exchange.data.records import DataExport, Records
from generator.exchange.data.spss import spss
from generator.files.writing import scratch_folder

#: What has to be installed besides the kit.
_EXTRAS = {"spss": "pyreadstat", "parquet": "pyarrow"}


def made_for(target: str, every: Sequence[Records], programme: str, language: str) -> DataExport:
    """Return all records for one program; raises RefusedError where its library is missing."""
    try:
        return _made(target, every, programme, language)
    except ModuleNotFoundError as lacking:
        if lacking.name != _EXTRAS.get(target):
            raise
        fault = f"--to {target} needs the library {lacking.name}, which is not here."
        remedy = f'Install it: pip install "mentoring[{target}]". Or choose --to r.'
        raise RefusedError.at("--to", "extra-missing", fault, remedy) from None


def _made(target: str, every: Sequence[Records], programme: str, language: str) -> DataExport:
    if target == "spss":
        with scratch_folder() as scratch:
            return spss(every, scratch)
    if target == "csvw":
        return csvw(every, language)
    if target == "frictionless":
        return frictionless(every, programme)
    return parquet(every) if target == "parquet" else r(every)
