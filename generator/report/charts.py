from dataclasses import dataclass

Row = tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    kind: str
    rows: tuple[Row, ...]
