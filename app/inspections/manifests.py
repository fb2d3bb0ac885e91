"""Holding photos' rows against the sealed bytes that name them."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.verifying.broken import Broken, reading, stream
from app.audit.verifying.leaves import Leaf
from app.audit.verifying.witness import Witness, other_than
from app.evidence import queries as evidence
from app.evidence.models import Photo
from app.inspections import queries
from app.inspections import reading as sealed_reading
from app.inspections.models import Revision
from app.inspections.rules import RevisionStatus
from app.inspections.schemas import SealedPhoto

CLASH = "photo_clash"
NOWHERE = (None, None, None)


class ManifestWitness(Witness):
    """Whatever a revision names is expected; whatever is expected, a revision names."""

    types: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Count from nothing."""
        self._expected = 0

    def see(self, leaf: Leaf) -> None:
        """See `Witness`; no leaf tells of photos that are only expected."""

    def end(self) -> None:
        """See `Witness`."""
        for revision in stream(select(Revision).order_by(Revision.log_index), _("the revisions")):
            where = f"inspections/{revision.inspection_id}/revs/{revision.rev}"
            with reading(where):
                for difference in _missing(revision):
                    raise Broken(where, difference)
        for photo in stream(select(Photo).order_by(Photo.id), _("the photos")):
            with reading(f"photos/{photo.id}"):
                for difference in _unlike(photo):
                    raise Broken(f"photos/{photo.id}", difference)
            self._expected += not photo.stored

    def counts(self) -> dict[str, int]:
        """See `Witness`."""
        return {"photos still to come": self._expected}


def _missing(revision: Revision) -> Iterator[str]:
    named = sealed_reading.parse(revision.sealed_bytes).photos
    known = evidence.known_photos([each.id for each in named])
    for each in named:
        row = known.get(each.id)
        if row is None:
            yield _("%(photo)s is missing", photo=f"photos/{each.id}")
        elif CLASH not in revision.flag_list and not _same(row, each, revision):
            yield _("%(photo)s is another photo", photo=f"photos/{each.id}")


def _same(row: Photo, named: SealedPhoto, revision: Revision) -> bool:
    said = named.sha256, named.size, revision.inspection_id
    return (row.sha256, row.size, row.inspection_id) == said


def _unlike(photo: Photo) -> Iterator[str]:
    """What the row says that no revision sealed."""
    revisions = queries.revisions_of(photo.inspection_id)
    naming = [(row, each) for row in revisions for each in _naming(row, photo)]
    first = next((pair for pair in naming if pair[0].rev == photo.rev), None)
    if first is None:
        yield _("no revision names it")
        return
    revision, named = first
    sealed = sealed_reading.parse(revision.sealed_bytes)
    said: dict[str, object] = {
        "position": sealed.photos.index(named),
        "person": sealed.officers[0],
        "mime": named.mime,
        "captured_ms": named.captured_ms,
        "on_branch": not any(_is_head(row, revisions) for row, _each in naming),
    }
    row: dict[str, object] = {
        "position": photo.position,
        "person": str(photo.person_id),
        "mime": photo.mime,
        "captured_ms": photo.captured_ms,
        "on_branch": photo.on_branch,
    }
    place = photo.lat_e7, photo.lon_e7, photo.accuracy_cm
    if photo.caption or place != NOWHERE:  # rows from before captions repeat neither
        fix = named.fix
        said["place"] = (fix.lat_e7, fix.lon_e7, fix.acc_cm) if fix else NOWHERE
        row["place"] = place
        said["caption"] = {"officers": sealed.officers, **sealed.verdict.model_dump(mode="json")}
        row["caption"] = {name: photo.caption[name] for name in photo.caption if name != "number"}
    yield from other_than(said, row, _("the sealed bytes"))


def _naming(row: Revision, photo: Photo) -> list[SealedPhoto]:
    """The photo as this revision names it: once, when it does."""
    named = sealed_reading.parse(row.sealed_bytes).photos
    return [each for each in named if each.id == photo.id and _same(photo, each, row)]


def _is_head(row: Revision, revisions: Sequence[Revision]) -> bool:
    """Whether the revision ever was what the desk looked at."""
    return row.status is RevisionStatus.ACCEPTED or row is revisions[0]
