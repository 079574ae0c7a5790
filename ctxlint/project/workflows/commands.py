"""Command lines that build images: ``docker build`` and its kin -> what each says of the build."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.shell.unknown import NUL, is_known
from ctxlint.shell.words import Words, names, sort_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLIENT_OPTIONS = names(
    "-H --host -c --context --config -l --log-level --tlscacert --tlscert --tlskey --url --connection"
)
_BUILD_OPTIONS = names(
    "--add-host --allow --annotation --arch --attest --authfile --build-arg --build-arg-file --build-context --builder"
    " --cache-from --cache-to --cache-ttl --call --cap-add --cap-drop --cgroup-parent --cpp-flag --cpu-period"
    " --cpu-quota -c --cpu-shares --cpuset-cpus --cpuset-mems --creds --cw --decryption-key --device --dns -e --env"
    " -f --file --format --from --hooks-dir --iidfile --ignorefile --isolation --jobs -j --label -l --layer-label"
    " --logfile --manifest -m --memory --memory-swap --metadata-file --network --no-cache-filter --os --os-version"
    " -o --output --platform --policy --progress --project --runtime --secret --security-opt --shm-size"
    " --sign-by --ssh -t --tag --target --timestamp --ulimit --unsetenv --userns --variant -v --volume"
)
"""Options of ``docker build``, ``docker buildx build`` (docs/reference/buildx_build.md), ``podman build`` and
``buildah build`` whose value is the next word."""
_KANIKO_OPTIONS = names(
    "--build-arg --cache-dir --cache-repo --cache-ttl --compression --context -c --context-sub-path --custom-platform"
    " --destination -d --digest-file --dockerfile -f --git --ignore-path --image-name-with-digest-file --label"
    " --log-format --oci-layout-path --registry-certificate --registry-mirror --snapshot-mode --target --verbosity -v"
)
_VERBS = {
    ("build",): "build",
    ("image", "build"): "build",
    ("builder", "build"): "build",
    ("buildx", "build"): "build",
    ("buildx", "b"): "build",
    ("bud",): "build",
    ("build-using-dockerfile",): "build",
}
_CLIENTS = frozenset({"docker", "podman", "buildah", "nerdctl", "depot", "docker.exe", "img"})


class Command(Struct, frozen=True):
    """What a command line says; paths are as written, relative to where it runs, and parts may be unknown."""

    context: str
    file: str | None
    target: str | None = None
    arguments: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    open_target: bool = False
    """A word of which nothing is known may choose another target."""
    by_context: bool = False
    """The file may also be relative to the context, as kaniko has it."""


def is_client(word: str) -> bool:
    """Tell whether a program builds images the way docker does."""
    return posixpath.basename(word) in _CLIENTS


def is_kaniko(words: Sequence[str]) -> bool:
    """Tell whether kaniko's executor is called."""
    return words[:1] == ["executor"] or (bool(words) and words[0].endswith("/kaniko/executor"))


def client_verb(words: Sequence[str]) -> tuple[str, ...]:
    """The command of a client without its options: ``("buildx", "build")``; of the others, the first word."""
    rest = sort_words(words[1:], valued=_CLIENT_OPTIONS).rest
    for length in (2, 1):
        if tuple(rest[:length]) in _VERBS:
            return tuple(rest[:length])
    return tuple(rest[:1])


def build_command(words: Sequence[str]) -> Command | None:
    """Read ``docker build …``; ``None`` for anything else, and where the words leave open what is built."""
    if is_kaniko(words):
        return kaniko_command(words[1:])
    verb = client_verb(words)
    if verb not in _VERBS:
        return None
    rest = sort_words(words[1:], valued=_CLIENT_OPTIONS).rest
    return _build(sort_words(rest[len(verb) :], valued=_BUILD_OPTIONS))


def _build(words: Words) -> Command | None:
    certain = [word for word in words.positional if not _is_nothing_known(word)]
    is_open = len(certain) < len(words.positional)
    file = words.value("-f", "--file")
    if len(certain) != 1 or (is_open and file is None):
        return None
    return Command(
        certain[0],
        file,
        words.value("--target"),
        tuple(words.values("--build-arg")),
        tuple(words.values("--build-context")),
        is_open,
    )


def kaniko_command(words: Sequence[str]) -> Command:
    """Read the arguments of kaniko's executor; its context is ``/workspace`` by default, as Cloud Build's is."""
    found = sort_words(words, valued=_KANIKO_OPTIONS)
    context = (found.value("--context", "-c") or "/workspace").removeprefix("dir://")
    inner = found.value("--context-sub-path")
    return Command(
        posixpath.join(context, inner) if inner else context,
        found.value("--dockerfile", "-f"),
        found.value("--target"),
        tuple(found.values("--build-arg")),
        by_context=True,
    )


def _is_nothing_known(word: str) -> bool:
    """Whether a word is one variable without a value, which can become any number of words."""
    return not is_known(word) and word.startswith(NUL) and word.endswith(NUL) and word.count(NUL) == 2
