"""What the decoder may answer. It touched hostile bytes, so it is believed no more than they."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Pixels = Annotated[int, Field(ge=1, le=2**31 - 1)]
# Beyond 64 bits no camera counts; the arithmetic stays quick.
Part = Annotated[int, Field(ge=-(2**63), le=2**63)]
Name = Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]


class RawExif(BaseModel):
    """EXIF as it stands in the file: fractions are (numerator, denominator)."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    exif: Literal["none", "read", "unreadable"] = "none"
    orientation: Annotated[int, Field(ge=1, le=8)] | None = None
    texts: dict[Name, Annotated[str, Field(max_length=200)]] = {}
    numbers: dict[Name, Annotated[list[tuple[Part, Part]], Field(max_length=3)]] = {}


class Decoded(RawExif):
    """One photo looked at."""

    reason: Annotated[str, Field(pattern=r"^[a-z_]{0,40}$")] = ""
    """Why it cannot be shown; "" when it can."""
    width: Pixels | None = None
    """Upright, as taken, not as shown."""
    height: Pixels | None = None
