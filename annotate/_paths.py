"""Where templates, migrations and the like lie: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

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


def load_config() -> ModuleType:
    """The module `config.py`, loaded by its path: its name is too common to be imported as `config`."""
    name = "annotate._config"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "config.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(f"config.py is missing from {ROOT}. Install the program again.")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
