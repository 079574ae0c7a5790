"""Python sources -> the files that they read; where an image and a repository would have them."""

from ctxlint.data.alembic import script_location
from ctxlint.data.places import Checkout, Places, Spot
from ctxlint.data.reader import may_read, read_source
from ctxlint.data.search_path import Added, places_of
from ctxlint.data.values import Base, DataPath, Reading, Target

__all__ = [
    "Added",
    "Base",
    "Checkout",
    "DataPath",
    "Places",
    "Reading",
    "Spot",
    "Target",
    "may_read",
    "places_of",
    "read_source",
    "script_location",
]
