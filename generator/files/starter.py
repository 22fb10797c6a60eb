"""What a new programme starts from: the shipped instruments, pages and mkdocs.yml."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
STARTS = ("instruments", "site_src", "mkdocs.yml")


def starter_folder() -> Path:
    """Return where the shipped sources lie: inside an installed package, or in the clone."""
    installed = _PACKAGE / "starter"
    return installed if installed.is_dir() else _PACKAGE.parent


def starter_files() -> dict[str, bytes]:
    """Return the shipped sources by their path in a new programme's folder."""
    root = starter_folder()
    files: dict[str, bytes] = {}
    for start in STARTS:
        top = root / start
        paths = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in paths:
            if path.is_file() and "__pycache__" not in path.parts:
                files[path.relative_to(root).as_posix()] = path.read_bytes()
    return files
