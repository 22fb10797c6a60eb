"""Write the JSON Schemas beside the definitions; run it after a change of the models."""

from __future__ import annotations

from pathlib import Path

from generator.definitions.schema import (
    form_schema,
    programme_schema,
    schema_text,
    words_schema,
)

FOLDER = Path(__file__).parents[1] / "instruments" / "schema"


def main() -> None:
    """Write all schemas."""
    schemas = {"programme": programme_schema(), "form": form_schema(), "words": words_schema()}
    for name, schema in schemas.items():
        path = FOLDER / f"{name}.json"
        path.write_text(schema_text(schema), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
