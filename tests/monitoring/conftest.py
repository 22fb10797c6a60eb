"""The shipped programme, for what is counted in it and when it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.definitions.load import Definitions
from generator.inputs import load


@pytest.fixture(scope="session")
def shipped() -> Definitions:
    return load(Path(__file__).parents[2], [])
