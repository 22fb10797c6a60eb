"""Write the JSON Schemas beside the definitions; run it after a change of the models."""

from __future__ import annotations

from pathlib import Path

from generator.definitions.schema import SCHEMAS, schema_text

FOLDER = Path(__file__).parents[1] / "instruments" / "schema"


def main() -> None:
    """Write all schemas."""
    for name in SCHEMAS:
        (FOLDER / name).write_text(schema_text(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
