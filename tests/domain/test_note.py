"""Signed notes: what was signed comes back, and nothing else does."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.errors import Invalid
from annotate.domain.note import Checkpoint, Key, check_name, key, read, sign

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
NAME = "desk.example/trail"
MINE = Key(NAME, PUBLIC)
MADE = Checkpoint(NAME, 20_852_163, bytes(range(32, 64)))
NOTE = sign(MADE, NAME, PRIVATE)


def test_the_published_example_of_a_checkpoint_is_read_as_what_it_is() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert Checkpoint("example.com/behind-the-sofa", 20_852_163, root).text() == text


def test_a_note_comes_back_from_its_key() -> None:
    assert read(NOTE, MINE) == MADE
    assert key(str(MINE)) == MINE


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32))
def test_any_checkpoint_comes_back(size: int, root: bytes) -> None:
    made = Checkpoint(NAME, size, root)
    assert read(sign(made, NAME, PRIVATE), MINE) == made


@given(st.data())
def test_a_note_with_any_one_character_changed_is_not_read(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(NOTE) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != NOTE[at]))
    with pytest.raises(Invalid):
        read(NOTE[:at] + other + NOTE[at + 1 :], MINE)


@given(st.integers(0, len(NOTE) - 1))
def test_a_note_that_is_cut_off_is_not_read(end: int) -> None:
    with pytest.raises(Invalid):
        read(NOTE[:end], MINE)


def test_other_keys_signatures_are_passed_over_and_ones_own_must_hold() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    others = sign(MADE, "witness.example", stranger).rpartition("\n\n")[2]
    assert read(NOTE + others, MINE) == MADE
    with pytest.raises(Invalid, match="No signature of desk.example/trail"):
        read(sign(MADE, NAME, stranger), MINE)
    forged = sign(Checkpoint(NAME, 1, MADE.root), NAME, PRIVATE).rpartition("\n\n")[2]
    with pytest.raises(Invalid, match="does not belong to this checkpoint"):
        read(NOTE + forged, MINE)


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}\n01\n{MADE.text().split(chr(10))[2]}\n", f"{NAME}\n-1\n{MADE.text().split(chr(10))[2]}\n",
        f"{NAME}\n7\nAAAA\n", f"{NAME}\n7\n", f"\n7\n{MADE.text().split(chr(10))[2]}\n",
        f"{MADE.text()}extension\n", f"{NAME}\n7\n{MADE.text().split(chr(10))[2]}=\n",
    ],
)  # fmt: skip
def test_a_signed_text_that_is_no_checkpoint_is_not_believed(text: str) -> None:
    signature = base64.b64encode(MINE.ident + PRIVATE.sign(text.encode())).decode()
    with pytest.raises(Invalid, match="This is not a checkpoint"):
        read(f"{text}\n— {NAME} {signature}\n", MINE)


@pytest.mark.parametrize("text", ["", "x", "a+b", "a b+00000000+AAAA", str(MINE)[:-4], str(MINE).replace("+", " ")])
def test_a_line_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not an Ed25519 key"):
        key(text)


def test_a_key_whose_id_was_miscopied_is_refused() -> None:
    name, _, encoded = str(MINE).split("+", 2)
    with pytest.raises(Invalid, match="copied wrongly"):
        key(f"{name}+00000000+{encoded}")


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb"])
def test_a_name_that_no_key_may_have_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        check_name(name)
