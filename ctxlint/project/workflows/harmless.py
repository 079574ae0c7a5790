"""Which commands and actions of a job leave the files of the repository as they are."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.project.workflows.commands import client_verb, is_client
from ctxlint.shell.words import names

if TYPE_CHECKING:
    from collections.abc import Sequence

_PROGRAMS = names(
    ": [ [[ alias apt apt-get apk awk basename break cat cd chmod chown cmp continue command cosign crane cut date df"
    " diff dirname du echo env exit export false find gcloud getent git grep head helm hostname id jq kill kubectl let"
    " local ls lsof md5sum nproc oras ping printenv printf ps pwd read readlink readonly realpath return rm sed"
    " seq set sha256sum shift shopt skopeo sleep sort stat systemctl tail tee test time tput tr trap trivy true type"
    " ulimit umask uname uniq unset until wait wc whereis which whoami xargs yes yq"
)
"""Programs that write nothing into a checkout, as they are used in jobs; ``rm`` takes away what nobody copies then."""
_CLIENT_VERBS = names(
    "build buildx builder context events history image images info inspect kill login logout logs manifest network ps"
    " pull push rm rmi scout search stats stop system tag top trust version volume wait buildah bud"
)
_ACTIONS = (
    "actions/setup-",
    "aws-actions/",
    "azure/docker-login",
    "azure/login",
    "crazy-max/ghaction-",
    "depot/",
    "docker/",
    "dorny/paths-filter",
    "easimon/maximize-build-space",
    "google-github-actions/auth",
    "google-github-actions/setup-gcloud",
    "jlumbroso/free-disk-space",
    "redhat-actions/podman-login",
    "rlespinasse/github-slug-action",
    "sigstore/cosign-installer",
    "step-security/harden-runner",
    "tj-actions/changed-files",
    "useblacksmith/",
)
_WRITING_FLAGS = {
    "git": ("clone", "submodule", "checkout", "apply", "am", "pull", "merge"),
    "sed": ("-i", "--in-place"),
}
_REDIRECTED = re.compile(r"(?<![-=<>&])>{1,2}\|?\s*[\"']?([^\s\"';&|)]+)")
_ELSEWHERE = re.compile(r"\$\{?(?:GITHUB_|BASH_ENV|HOME)|\$env:|~|&|=|/(?:dev|etc|home|tmp)/")
"""Targets of redirections that are no files of a checkout."""


def is_harmless(words: Sequence[str]) -> bool:
    """Tell whether a command leaves the checkout alone; its redirections are not looked at."""
    program = posixpath.basename(words[0]) if words else "true"
    if is_client(program):
        is_exported = any(word.startswith(("-o", "--output")) for word in words)
        return (client_verb(words) or ("",))[0] in _CLIENT_VERBS and not is_exported
    return program in _PROGRAMS and not any(word.startswith(_WRITING_FLAGS.get(program, ())) for word in words[1:])


def is_harmless_action(uses: str) -> bool:
    """Tell the same of an action by its name."""
    return uses.startswith(_ACTIONS)


def writes_files(script: str) -> bool:
    """Tell whether a script redirects output into a file that may be one of the checkout's."""
    return any(not _ELSEWHERE.match(target) for target in _REDIRECTED.findall(script))
