"""Credentials by the structure of a file. Contents are looked at here and go nowhere else."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 64_000
"""Files with credentials are small; larger ones are not looked at."""

_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----")
_SSH_PUBLIC = re.compile(rb"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+) AAAA")
_PGP_BYTES = 12
_PGP_PUBLIC = 6
_PGP_VERSIONS = (3, 4, 6)
_TOKEN = re.compile(rb"_(?:authToken|auth|password)\s*=\s*[^\s$]")

NAMES = ("*.asc", "*.cer", "*.conf", "*.config", "*.crt", "*.json", "*.key", "*.pem", "*.txt", "*.y*ml", ".npmrc")
"""Globs for the names of files that are worth a look; so are those without a dot."""

_STRUCTURES: Mapping[str, tuple[re.Pattern[bytes], ...]] = {
    "a private key": (re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),),
    "the key of a service account": (
        re.compile(rb'"type"\s*:\s*"service_account"'),
        re.compile(rb'"private_key"\s*:\s*"[^"]'),
    ),
    "a kubeconfig": (
        re.compile(rb"^\s*kind:\s*Config\s*$", re.MULTILINE),
        re.compile(rb"^\s*(?:- )?(?:client-key-data|token|password):\s*\S", re.MULTILINE),
    ),
    "a Terraform state": (re.compile(rb'"terraform_version"\s*:'), re.compile(rb'"(?:resources|modules)"\s*:')),
    "registry credentials": (re.compile(rb'"auths"\s*:\s*\{'), re.compile(rb'"auth"\s*:\s*"[^"]')),
}


def is_worth_a_look(name: str) -> bool:
    """Whether a file of this name may hold credentials."""
    return "." not in name or any(fnmatch.fnmatchcase(name, glob) for glob in NAMES)


def held_in(name: str, data: bytes) -> str | None:
    """What kind of credentials a file holds, as far as its structure tells."""
    for kind, parts in _STRUCTURES.items():
        if all(part.search(data) for part in parts):
            return kind
    return "a registry token" if name == ".npmrc" and _TOKEN.search(data) else None


def is_public(data: bytes) -> bool:
    """Whether a file has only what anybody may read: certificates, public keys, parameters."""
    headers = _PEM.findall(data)
    if headers:
        return not any(b"PRIVATE" in header for header in headers)
    return bool(_SSH_PUBLIC.match(data)) or _is_pgp_public(data)


def _is_pgp_public(data: bytes) -> bool:
    """Whether a file begins with the packet of a public key, as the keys of package sources do.

    RFC 9580, 4.2: the first byte has its highest bit set and holds the kind of packet (6), in the old form shifted by
    two bits; behind the length come the version and, for another four bytes, the time at which the key was made.
    """
    if len(data) < _PGP_BYTES:
        return False
    old, tag = not data[0] & 0x40, (data[0] & 0x3C) >> 2 if not data[0] & 0x40 else data[0] & 0x3F
    length = 1 << (data[0] & 3) if old else 1 if data[1] < 192 else 2 if data[1] < 224 else 5
    return bool(data[0] & 0x80) and tag == _PGP_PUBLIC and data[1 + length] in _PGP_VERSIONS
