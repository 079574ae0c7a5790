"""From a directory and an ignore file to the filtered and the transferred set; the only walker of the disk."""

from ctxlint.context.disk import Disk
from ctxlint.context.drafted import DraftedFiles
from ctxlint.context.exclusions import excluded_paths
from ctxlint.context.files import Files, exists, is_directory, is_file
from ctxlint.context.fileset import Entry, FileSet
from ctxlint.context.filtering import Filtered, OnEntry, Tally, filter_context
from ctxlint.context.lookup import IGNORE_NAME, find_dockerfile, find_ignore_file
from ctxlint.context.transfer import follow, transferred
from ctxlint.context.tree import Directory, File, Link, Node, Origin, Unknown, has_files, lookup, plant, walk
from ctxlint.host import HOST, DiskEntry, Kind, Listing

__all__ = [
    "HOST",
    "IGNORE_NAME",
    "Directory",
    "Disk",
    "DiskEntry",
    "DraftedFiles",
    "Entry",
    "File",
    "FileSet",
    "Files",
    "Filtered",
    "Kind",
    "Link",
    "Listing",
    "Node",
    "OnEntry",
    "Origin",
    "Tally",
    "Unknown",
    "excluded_paths",
    "exists",
    "filter_context",
    "find_dockerfile",
    "find_ignore_file",
    "follow",
    "has_files",
    "is_directory",
    "is_file",
    "lookup",
    "plant",
    "transferred",
    "walk",
]
