"""Instructions -> the file system of each stage, as the builder would make it."""

from ctxlint.image.copying import expand
from ctxlint.image.filesystem import stat
from ctxlint.image.result import Image
from ctxlint.image.running.values import Install, Lack
from ctxlint.image.stages import Build, BuildFailure

__all__ = ["Build", "BuildFailure", "Image", "Install", "Lack", "expand", "stat"]
