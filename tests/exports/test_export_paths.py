"""Where the program finds its own files."""

from __future__ import annotations

import pytest

from annotate._paths import ROOT, resource_dir


def test_the_templates_lie_under_the_root() -> None:
    assert resource_dir("templates") == ROOT / "templates"
    assert (resource_dir("templates") / "editions" / "edition.html").is_file()


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="The folder “nowhere” is missing"):
        resource_dir("nowhere")
