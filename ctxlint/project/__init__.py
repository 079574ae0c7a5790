"""From a repository directory to the services in it: configuration and discovery."""

from ctxlint.project.config import Config, ServiceConfig
from ctxlint.project.config_file import load_config, read_config
from ctxlint.project.discovery import FINDERS, Discovery, Finder, discover
from ctxlint.project.options import parse_size
from ctxlint.project.version_control import VersionControl

__all__ = [
    "FINDERS",
    "Config",
    "Discovery",
    "Finder",
    "ServiceConfig",
    "VersionControl",
    "discover",
    "load_config",
    "parse_size",
    "read_config",
]
