"""Where sentences end, in the scripts that newsrooms write in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.sentences import sentences

MATERIAL = os.environ.get("ANNOTATE_MATERIAL", "")
needs_material = pytest.mark.skipif(not MATERIAL, reason="ANNOTATE_MATERIAL is not set: the real texts are not here")


def cut(text: str, language: str = "en") -> list[str]:
    return [text[one.start : one.end] for one in sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. It snowed.", ["It rained.", "It snowed."]),
        ("It rained! Did it? Yes.", ["It rained!", "Did it?", "Yes."]),
        ("Dr. A. B. Smith met Gen. Lee. He left.", ["Dr. A. B. Smith met Gen. Lee.", "He left."]),
        ("The U.S. Army left on Nov. 21. It rained.", ["The U.S. Army left on Nov. 21.", "It rained."]),
        ("No. 5 won. He said no. Then he left.", ["No. 5 won.", "He said no.", "Then he left."]),
        ("It was 3.5 km. See www.a.org for more.", ["It was 3.5 km.", "See www.a.org for more."]),
        ("At 5 p.m. sharp they came. All of them.", ["At 5 p.m. sharp they came.", "All of them."]),
        ("“What?” he asked. “Go!” She went.", ["“What?” he asked.", "“Go!”", "She went."]),
        ("It is “a danger.” Others agree.", ["It is “a danger.”", "Others agree."]),
        ("(He left.) Then… nothing. Then… Silence.", ["(He left.)", "Then… nothing.", "Then…", "Silence."]),
        ("He said (see p. 7) so. Was it I. Who knows.", ["He said (see p. 7) so.", "Was it I.", "Who knows."]),
        ("Really?! Yes...", ["Really?!", "Yes..."]),
        ("First line\nSecond line. Third", ["First line", "Second line.", "Third"]),
        ("  \n***\n - \n…\n. . .", []),
        ("", []),
        ("No end", ["No end"]),
        ("🚓 Police came. 🚓🚨", ["🚓 Police came."]),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "هل قتل أحد؟ نعم. قال د. خالد ذلك.", ["هل قتل أحد؟", "نعم.", "قال د. خالد ذلك."]),
        ("fa", "پلیس آمد. آیا کسی کشته شد؟ خیر!", ["پلیس آمد.", "آیا کسی کشته شد؟", "خیر!"]),
        ("ur", "پولیس آئی۔ کوئی زخمی نہیں ہوا۔", ["پولیس آئی۔", "کوئی زخمی نہیں ہوا۔"]),
        ("zh-Hant", "警察來了。有人受傷嗎？“沒有。”他說。", ["警察來了。", "有人受傷嗎？", "“沒有。”", "他說。"]),
        ("zh", "成本為103.7億美元。11%，可能更多。", ["成本為103.7億美元。", "11%，可能更多。"]),
        ("hi", "पुलिस आई। कोई घायल नहीं हुआ।", ["पुलिस आई।", "कोई घायल नहीं हुआ।"]),
        ("de", "Er kam z.B. mit Dr. Maier. Dann ging er.", ["Er kam z.B. mit Dr. Maier.", "Dann ging er."]),
        ("fr", "M. Dupont est venu ! Puis Mme. Roy.", ["M. Dupont est venu !", "Puis Mme. Roy."]),
        ("und", "Es kam. Es ging.", ["Es kam.", "Es ging."]),
    ],
)
def test_other_languages(language: str, text: str, expected: list[str]) -> None:
    assert cut(text, language) == expected


@needs_material
@pytest.mark.parametrize("name", ["ar-02", "fa-01", "fa-02", "fa-03", "zh-Hant-01", "zh-Hant-02", "zh-Hant-03"])
def test_treebank_texts_fall_into_the_sentences_that_linguists_counted(name: str) -> None:
    """Each text was put together from twelve sentences of a treebank, three to a paragraph."""
    text = (Path(MATERIAL) / "languages" / f"{name}.txt").read_text(encoding="utf-8")
    found = sentences(text, name.rpartition("-")[0])
    assert len(found) == 12
    assert [text[one.start - 1] in " \n" for one in found[1:]] == [True] * 11


@needs_material
def test_the_real_article_has_thirty_sentences_and_a_headline() -> None:
    text = (Path(MATERIAL) / "article" / "raid.txt").read_text(encoding="utf-8")
    found = cut(text)
    assert len(found) == 31
    assert found[0].startswith("Conflicting Reports") and found[-1].endswith("confidential data.")
    assert "Police denied any wrongdoing." in found
    assert any(one.endswith("“due to its terrorist nature.”") for one in found)


@given(
    st.text(alphabet=st.sampled_from("aB1 .!?…\n\t\u200c\u2028”)。؟😀é"), max_size=60),
    st.sampled_from(["en", "fa", ""]),
)
def test_no_letter_is_lost_none_is_in_two_sentences_and_no_edge_is_white(text: str, language: str) -> None:
    found = sentences(text, language)
    for before, after in zip(found, found[1:], strict=False):
        assert before.end <= after.start
    for one in found:
        part = text[one.start : one.end]
        assert part and part == part.strip() and "\n" not in part
    covered = {at for one in found for at in range(one.start, one.end)}
    assert all(at in covered for at, char in enumerate(text) if char.isalnum())
