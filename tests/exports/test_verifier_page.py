"""The verifier for browsers as one file: the same bytes each time, closed to everything else, or refused in words."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from pathlib import Path

import pytest

from annotate._paths import PACKAGE
from annotate.exports import verifier

PARTS = PACKAGE / "static" / "verify"


def test_it_is_the_same_bytes_and_its_policy_names_its_own_script_and_style() -> None:
    made = verifier.page()
    text = made.data.decode()
    assert verifier.page.__wrapped__().data == made.data
    for name in ("script", "style"):
        [inner] = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in made.policy
    assert f'http-equiv="Content-Security-Policy" content="{made.policy}"' in text
    assert made.policy.startswith("default-src 'none'; ") and "unsafe" not in made.policy
    assert "connect-src" not in made.policy and not re.search(r"\b(src|href)=\"(?!#|verify\.html)", text)


def test_every_module_is_in_it_and_none_reaches_outside() -> None:
    text = verifier.page().data.decode()
    for path in PARTS.glob("*.js"):
        assert f"// --- {path.name} ---" in text
        assert not re.search(
            r"\b(fetch|XMLHttpRequest|WebSocket|innerHTML|eval|localStorage|import\()", path.read_text()
        )


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("words", 'import * as all from "./bytes.js";\n', "cannot be put together"),
        ("words", "export default 7;\n", "cannot be put together"),
        ("words", 'import { sha256 as hash } from "./bytes.js";\n', "cannot be put together"),
        ("words", 'import { verify } from "./verify.js";\n', "in a ring"),
        ("words", 'const shut = "</script>";\n', "what would end the script"),
    ],
)
def test_what_cannot_be_put_together_is_refused(tmp_path: Path, name: str, line: str, said: str) -> None:
    folder = Path(shutil.copytree(PARTS, tmp_path / "verify"))
    path = folder / f"{name}.js"
    path.write_text(line + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        verifier.page(folder)


def test_a_page_without_a_place_for_its_script_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PARTS, tmp_path / "verify"))
    (folder / "page.html").write_text("{csp}{style}", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for {script}"):
        verifier.page(folder)
