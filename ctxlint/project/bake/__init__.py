"""Bake files: what ``docker buildx bake`` would build from them."""

from ctxlint.project.bake.finding import find_bake, find_in_bake_file
from ctxlint.project.bake.naming import is_bake_name

__all__ = ["find_bake", "find_in_bake_file", "is_bake_name"]
