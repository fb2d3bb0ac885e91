"""GeoJSON zones as they arrive in a file: the shape only, checked before any meaning."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool, model_validator

_Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
# RFC 7946 §3.1.1: longitude, latitude, and perhaps an altitude, which zones have no use for.
_Position = Annotated[list[_Number], Field(min_length=2, max_length=3)]
_Rings = Annotated[list[list[_Position]], Field(min_length=1)]
_Text = Annotated[str, Field(strict=True, max_length=400)]


class Hours(BaseModel):
    """One daily span; it runs past midnight when it closes before it opens."""

    model_config = ConfigDict(extra="forbid")

    open: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    close: str = Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")


class Polygon(BaseModel):
    """One outline and its holes."""

    type: Literal["Polygon"]
    coordinates: _Rings

    @property
    def polygons(self) -> list[list[list[list[float]]]]:
        """The polygons of this geometry, each a list of rings."""
        return [self.coordinates]


class MultiPolygon(BaseModel):
    """Several strips that are one zone, such as both kerbs of a road."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[_Rings], Field(min_length=1)]

    @property
    def polygons(self) -> list[list[list[list[float]]]]:
        """The polygons of this geometry, each a list of rings."""
        return self.coordinates


class Properties(BaseModel):
    """What a notice states of a zone. Other columns of the file are not looked at."""

    code: str = Field(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")
    kind: Literal["day", "night"]
    name: Annotated[str, Field(strict=True, min_length=1, max_length=120)]
    location_text: _Text = Field(
        default="", validation_alias=AliasChoices("location_text", "location_desc")
    )
    hours: list[Hours] = Field(min_length=1, max_length=8)
    capacity: int = Field(
        default=0,
        strict=True,
        ge=0,
        le=10_000,
        validation_alias=AliasChoices("capacity", "capacity_stalls"),
    )
    goods: _Text = ""
    demo: StrictBool = False

    @model_validator(mode="before")
    @classmethod
    def _single_span(cls, raw: Any) -> Any:
        """Take the two columns `open` and `close` for a list of one span."""
        if isinstance(raw, dict) and "hours" not in raw and {"open", "close"} <= raw.keys():
            return {**raw, "hours": [{"open": raw["open"], "close": raw["close"]}]}
        return raw


class Feature(BaseModel):
    """One row of the file."""

    type: Literal["Feature"]
    properties: Properties
    geometry: Annotated[Polygon | MultiPolygon, Field(discriminator="type")]
