"""Image references: which are valid, and which name the same image."""

from __future__ import annotations

import re

from ctxlint.dockerfile.text import RefusalError

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_HOST = rf"(?:{_HOST_PART}(?:\.{_HOST_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})"
_REFERENCE = re.compile(rf"({_HOST})/({_COMPONENT}(?:/{_COMPONENT})*)(?::({_TAG}))?(?:@({_DIGEST}))?")
_IDENTIFIER = re.compile(r"[a-f0-9]{64}")
_MAX_NAME = 255
_MAX_REFERENCE = 1024


def familiar(reference: str) -> str:
    """Return the short name that named contexts go by, without ``:latest``; raises :class:`RefusalError`."""
    domain, path, tag, digest = _parse(reference)
    name = f"{domain}/{path}"
    if domain == "docker.io":
        official = path.removeprefix("library/")
        name = official if "/" not in official else path
    tagged = f"{name}:{tag}" if tag and not (tag == "latest" and not digest) else name
    return f"{tagged}@{digest}" if digest else tagged


def is_reference(text: str) -> bool:
    """Whether a text can name an image."""
    try:
        familiar(text)
    except RefusalError:
        return False
    return True


def check_digest(text: str) -> None:
    """Raise :class:`RefusalError` unless the text is a digest such as ``sha256:…``."""
    if not re.fullmatch(_DIGEST, text):
        raise RefusalError(f"invalid checksum digest format: {text}")


def _parse(reference: str) -> tuple[str, str, str | None, str | None]:
    if _IDENTIFIER.fullmatch(reference):
        raise RefusalError(f"invalid repository name ({reference}), cannot specify 64-byte hexadecimal strings")
    domain, remainder = _split_domain(reference)
    repository = remainder.split(":", 1)[0]
    if repository.lower() != repository:
        raise RefusalError(f"invalid reference format: repository name ({repository}) must be lowercase")
    full = f"{domain}/{remainder}"
    match = _REFERENCE.fullmatch(full) if len(full) <= _MAX_REFERENCE else None
    if match is None or len(match[2]) > _MAX_NAME:
        raise RefusalError("invalid reference format")
    return match[1], match[2], match[3], match[4]


def _split_domain(reference: str) -> tuple[str, str]:
    first, slash, rest = reference.partition("/")
    is_domain = first == "localhost" or "." in first or ":" in first or first.lower() != first
    if not slash or not is_domain:
        domain, remainder = "docker.io", reference
    else:
        domain, remainder = "docker.io" if first == "index.docker.io" else first, rest
    if domain == "docker.io" and "/" not in remainder:
        remainder = f"library/{remainder}"
    return domain, remainder
