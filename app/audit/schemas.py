"""Paths, queries and answers about proofs, for validation and for the OpenAPI document."""

from typing import Annotated

from pydantic import BaseModel, Field

MAX_LEAVES = 2**53 - 1
"""More than any log holds; what JavaScript can still count."""


class LeafPath(BaseModel):
    """Which leaf of the log."""

    idx: Annotated[int, Field(ge=0, le=MAX_LEAVES)]


class InclusionAnswer(BaseModel):
    """The proof that a checkpoint covers a leaf; hashes in hex."""

    idx: int
    leaf_hash: str
    size: int
    proof: list[str]
    checkpoint: str


class ConsistencyQuery(BaseModel):
    """Between which two sizes of the log."""

    old: Annotated[int, Field(ge=1, le=MAX_LEAVES, alias="from")]
    new: Annotated[int, Field(ge=1, le=MAX_LEAVES, alias="to")]


class ConsistencyAnswer(BaseModel):
    """The proof that the log only grew from one size to the other; hashes in hex."""

    old: Annotated[int, Field(alias="from")]
    new: Annotated[int, Field(alias="to")]
    from_root: str
    to_root: str
    proof: list[str]
