"""Content credentials: sound, changed, kept elsewhere, broken; and never a connection to find out."""

from __future__ import annotations

import io
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import Look
from made_files import jpeg_with, picture, saved, xmp_with

from annotate.domain.findings import Action
from annotate.inspector import credentials

c2pa = pytest.importorskip("c2pa", reason="the extra “c2pa” is not installed")
x509 = pytest.importorskip("cryptography.x509")
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID  # noqa: E402

DREAMT = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MANIFEST = {
    "claim_generator_info": [{"name": "Camera of the tests", "version": "1"}],
    "assertions": [
        {
            "label": "c2pa.actions",
            "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": DREAMT, "softwareAgent": "Dreamer"}]},
        }
    ],
}


def certificate(name: str, key: Any, issuer: str, issuer_key: Any) -> Any:
    """Of a root where it names itself, else of somebody who signs pictures."""
    root, start = name == issuer, datetime(2024, 1, 1)
    names = [
        x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests"), x509.NameAttribute(NameOID.COMMON_NAME, who)]
        )
        for who in (name, issuer)
    ]
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder(names[1], names[0], key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36_500))
        .add_extension(x509.BasicConstraints(root, None), critical=True)
        .add_extension(x509.KeyUsage(not root, key_cert_sign=root, crl_sign=root, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not root:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


@pytest.fixture(scope="module")
def signed() -> bytes:
    """A JPEG that says it was made by a machine, signed by somebody whom nobody knows."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    chain = certificate("Signer", key, "Root", root_key), certificate("Root", root_key, "Root", root_key)
    pem = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, form, plain)
    out = io.BytesIO()
    with c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", pem, secret, None)) as signer:
        with c2pa.Builder(MANIFEST) as builder:
            builder.sign(signer, "image/jpeg", io.BytesIO(saved(picture())), out)
    return out.getvalue()


def test_sound_credentials_of_somebody_unknown_are_told_with_what_they_say(look: Look, signed: bytes) -> None:
    found = look(signed, "a.jpg").findings.credentials
    assert found is not None and found.state == "untrusted" and "on no list" in found.note
    assert (found.generator, found.signer, found.issuer) == ("Camera of the tests 1", "Signer", "Tests")
    assert found.actions == (Action("c2pa.created", DREAMT, "Dreamer"),) and found.source_types == (DREAMT,)
    assert found.validator.startswith("c2pa ") and found.remote == ""


def test_one_changed_bit_of_the_picture_makes_them_invalid(look: Look, signed: bytes) -> None:
    changed = bytearray(signed)
    changed[-200] ^= 1
    found = look(bytes(changed)).findings.credentials
    assert found is not None and found.state == "invalid" and "changed after signing" in found.note


def test_credentials_that_are_torn_are_never_sound(look: Look, signed: bytes) -> None:
    place = signed.index(b"c2pa.claim")
    for change in (signed[:place] + b"\xff" * 40 + signed[place + 40 :], signed[: place + 500]):
        found = look(change).findings.credentials
        assert found is not None and found.state in ("invalid", "unreadable")


def test_none_are_absent_and_that_proves_nothing(look: Look) -> None:
    found = look(saved(picture())).findings.credentials
    assert found is not None and found.state == "absent" and "proves nothing" in found.note


def test_credentials_that_are_kept_elsewhere_are_not_fetched(look: Look) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/claims.c2pa"
        data = jpeg_with((0xE1, xmp_with(address)))
        found = look(data).findings.credentials
        assert found is not None and (found.state, found.remote) == ("remote", address)
        # Nor without any confinement, by the library's own settings: they are the first of the walls.
        with pytest.raises(c2pa.C2paError, match="remote"):
            context = c2pa.Context(c2pa.Settings.from_dict(credentials._OFFLINE))
            c2pa.Reader("image/jpeg", io.BytesIO(data), context=context)
        with pytest.raises(BlockingIOError):
            server.accept()
        # The same library asks if it is let, and the server does notice: so the test could fail.
        server.settimeout(60)
        with ThreadPoolExecutor(1) as beside:
            visit = beside.submit(lambda: server.accept()[0].close())
            with pytest.raises(c2pa.C2paError):
                c2pa.Reader("image/jpeg", io.BytesIO(data), context=c2pa.Context())
            visit.result()
