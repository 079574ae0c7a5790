"""Python projects: what their files declare, what an install makes importable, and what it needs to succeed."""

from ctxlint.packaging.dependencies import Dependency, dependencies_of
from ctxlint.packaging.groups import MAIN, Groups
from ctxlint.packaging.inputs import Input, build_inputs
from ctxlint.packaging.layout import Shipped, editable, shipped
from ctxlint.packaging.projects import PROJECT_FILES, Project, normal_name, read_project
from ctxlint.packaging.requirements import Requirement, beside, read_requirement, read_requirements
from ctxlint.packaging.tables import parse_toml, strings, table_at
from ctxlint.packaging.workspaces import is_workspace, member_directories, member_place

__all__ = [
    "MAIN",
    "PROJECT_FILES",
    "Dependency",
    "Groups",
    "Input",
    "Project",
    "Requirement",
    "Shipped",
    "beside",
    "build_inputs",
    "dependencies_of",
    "editable",
    "is_workspace",
    "member_directories",
    "member_place",
    "normal_name",
    "parse_toml",
    "read_project",
    "read_requirement",
    "read_requirements",
    "shipped",
    "strings",
    "table_at",
]
