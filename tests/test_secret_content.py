"""What files hold by their structure."""

from __future__ import annotations

import pytest

from ctxlint.checks.secret_content import is_public

BODY = b"\x01\x0d\x04" + bytes(64)
PUBLIC = [
    pytest.param(b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN", id="armoured"),
    pytest.param(b"-----BEGIN CERTIFICATE-----\n", id="a certificate"),
    pytest.param(b"ssh-rsa AAAAB3Nza me@example", id="SSH"),
    pytest.param(b"ecdsa-sha2-nistp256 AAAAE2Vj me", id="SSH with a curve"),
    pytest.param(b"\x99" + BODY, id="packets, two bytes of length"),
    pytest.param(b"\x98\xf0\x04" + bytes(64), id="packets, one byte of length"),
    pytest.param(b"\x9a" + bytes(3) + b"\x90\x06" + bytes(64), id="packets, four bytes of length"),
    pytest.param(b"\xc6\x33\x04" + bytes(64), id="new packets"),
    pytest.param(b"\xc6\xc1\x0d\x04" + bytes(64), id="new packets, two bytes of length"),
    pytest.param(b"\xc6\xff" + bytes(4) + b"\x04" + bytes(64), id="new packets, five bytes of length"),
]
OTHER = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"\x99", id="too short"),
    pytest.param(b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n", id="armoured"),
    pytest.param(b"-----BEGIN CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\n", id="both"),
    pytest.param(b"\x95" + BODY, id="packets of a private key"),
    pytest.param(b"\xc5\x33\x04" + bytes(64), id="new packets of a private key"),
    pytest.param(b"\x19" + BODY, id="no packet at all"),
    pytest.param(b"\x99\x01\x0d\x07" + bytes(64), id="an unknown version"),
    pytest.param(b"c2VjcmV0LWtleS1tYXRlcmlhbA==\n", id="text"),
]


@pytest.mark.parametrize("data", PUBLIC)
def test_public(data: bytes) -> None:
    assert is_public(data)


@pytest.mark.parametrize("data", OTHER)
def test_not_public(data: bytes) -> None:
    assert not is_public(data)
