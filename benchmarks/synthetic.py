"""Writes a service whose start reaches a thousand modules: ``python benchmarks/synthetic.py DIRECTORY``.

The same arguments write the same bytes, so that runs on different machines read the same service.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "shop"
_AREAS = 40
_STANDARD = ("json", "logging", "os", "re", "datetime", "functools", "itertools", "typing", "uuid", "collections.abc")
_FOREIGN = ("sqlalchemy", "pydantic", "fastapi", "httpx", "structlog")
_WORDS = [
    "order",
    "basket",
    "payment",
    "customer",
    "invoice",
    "parcel",
    "voucher",
    "refund",
    "stock",
    "price",
    "rate",
    "tax",
    "currency",
    "region",
    "shelf",
]
_DOCKERFILE = """\
FROM python:3.12-slim
WORKDIR /srv
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY {package} {package}
CMD ["uvicorn", "{package}.main:app"]
"""
_REQUIREMENTS = "fastapi\nhttpx\npydantic\nsqlalchemy\nstructlog\nuvicorn\n"


def write(directory: Path, modules: int = 1000, seed: int = 1) -> None:
    """Write the service; ``modules`` counts everything below the package, ``__init__`` included."""
    chance = random.Random(seed)  # noqa: S311
    names = _names(modules)
    for number, name in enumerate(names):
        path = directory.joinpath(PACKAGE, *name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(_module(name, names[:number], chance)) + "\n", "utf-8")
    for area in sorted({name.partition(".")[0] for name in names}):
        (directory / PACKAGE / area / "rates.json").write_text("{}\n", "utf-8")
    for package in {path.parent for path in (directory / PACKAGE).rglob("*.py")} | {directory / PACKAGE}:
        (package / "__init__.py").touch()
    main = [f"import {PACKAGE}.{name}" for name in names]
    (directory / PACKAGE / "main.py").write_text("\n".join([*main, "", "app = object()", ""]), "utf-8")
    (directory / "Dockerfile").write_text(_DOCKERFILE.format(package=PACKAGE), "utf-8")
    (directory / ".dockerignore").write_text("**/__pycache__\n**/*.pyc\n.git\n", "utf-8")
    (directory / "requirements.txt").write_text(_REQUIREMENTS, "utf-8")


def _names(modules: int) -> list[str]:
    """Dotted names below the package; with the packages' ``__init__`` and ``main`` there are ``modules`` files."""
    return [
        f"area{number % _AREAS:02}.{_WORDS[number % len(_WORDS)]}_{number:04}" for number in range(modules - _AREAS - 2)
    ]


def _module(name: str, earlier: list[str], chance: random.Random) -> Iterator[str]:
    """The lines of a module that imports some of those before it."""
    yield f'"""The {name.rpartition(".")[2]} of the shop."""'
    yield ""
    yield "from __future__ import annotations"
    yield ""
    yield from (f"import {module}" for module in sorted({"importlib", "json", *chance.sample(_STANDARD, 3)}))
    yield "from pathlib import Path"
    yield from (f"from {module} import Base as {module.title()}Base" for module in chance.sample(_FOREIGN, 1))
    yield ""
    yield from _own_imports(name, earlier, chance)
    yield ""
    yield f'NAME = "{name}"'
    number = int(name[-4:])
    if number % 40 == 39:
        yield 'RATES = json.loads((Path(__file__).parent / "rates.json").read_text())'
    if number % 100 == 99:
        yield f'PLUGIN = importlib.import_module("{PACKAGE}.{earlier[0]}")'
    for number in range(chance.randint(2, 5)):
        yield from _class(name, number, chance)


def _own_imports(name: str, earlier: list[str], chance: random.Random) -> Iterator[str]:
    area, _, own = name.rpartition(".")
    for number, other in enumerate(chance.sample(earlier, min(len(earlier), chance.randint(1, 6)))):
        package, _, module = other.rpartition(".")
        if number == 4:
            yield f"def _{own}_late() -> object:\n    from {PACKAGE}.{other} import NAME\n\n    return NAME\n\n"
        elif package == area:
            yield f"from .{module} import NAME as NAME_{number}"
        elif number % 2:
            yield f"from {PACKAGE}.{package} import (\n    {module},  # noqa: F401\n)"
        else:
            yield f"from {PACKAGE}.{other} import NAME as NAME_{number}"


def _class(name: str, number: int, chance: random.Random) -> Iterator[str]:
    word = chance.choice(_WORDS)
    yield ""
    yield ""
    yield f"class {word.title()}{number}:"
    yield f'    """How the {name} treats a {word}.'
    yield ""
    yield f"    It is kept from the day on which the {word} was made, and it is never written twice."
    yield '    """'
    for method in range(chance.randint(2, 5)):
        yield ""
        name = f"{chance.choice(_WORDS)}_{method}"
        yield f"    def {name}(self, values: dict[str, int], limit: int = {number}) -> list[int]:"
        yield f'        """All values of the {word} above a limit."""'
        yield f"        found = [value * {method + 2} for key, value in values.items() if key.startswith('{word}')]"
        yield "        if not found:"
        yield f'            raise ValueError(f"no {word} among {{len(values)}} values")'
        yield "        return sorted(value for value in found if value > limit)"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--modules", type=int, default=1000)
    arguments = parser.parse_args()
    write(arguments.directory, arguments.modules)
