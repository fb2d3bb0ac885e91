"""The layers there are."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from tests.campaign import layers
from tests.campaign.result import Result

ALIASES = {"kill": "L7", "restore": "L2-restore"}
"""Names that say what a layer does."""


@dataclass(frozen=True)
class Layer:
    """One layer: its name, what it is in a sentence, and how it is run."""

    name: str
    title: str
    run: Callable[[int, int], Result]


def names() -> list[str]:
    """Every layer, in the order of their names."""
    return sorted(_name_of(module.name) for module in pkgutil.iter_modules(layers.__path__))


def layer(name: str) -> Layer:
    """The layer of this name or alias.

    Raises:
        LookupError: there is none.
    """
    name = ALIASES.get(name, name)
    if name not in names():
        raise LookupError(f"no layer {name}; there are {', '.join(names())}")
    module = importlib.import_module(f"{layers.__name__}.{name.lower().replace('-', '_')}")
    title = (module.__doc__ or "").strip().splitlines()[0]
    return Layer(name, title, module.run)


def _name_of(module: str) -> str:
    """`l9_restore` is L9-restore; `tampering` stays."""
    first, *rest = module.split("_")
    if first[0] == "l" and first[1:].isdigit():
        first = first.upper()
    return "-".join([first, *rest])
