"""Where templates, migrations and the like lie: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
#: What an installed package carries of the folders that lie beside it in a checkout.
BUNDLED = PACKAGE / "_bundled"
#: The folder that holds `templates/`, `migrations/` and `config.py`.
ROOT = BUNDLED if BUNDLED.is_dir() else PACKAGE.parent


def resource_dir(name: str) -> Path:
    """The folder `name`, such as "templates". Raises FileNotFoundError if this installation lacks it."""
    folder = ROOT / name
    if not folder.is_dir():
        raise FileNotFoundError(f"The folder “{name}” is missing from {ROOT}. Install the program again.")
    return folder
