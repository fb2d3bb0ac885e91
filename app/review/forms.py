"""What the desk's forms and addresses say, read strictly: a browser of ours sends nothing else."""

from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict

from app.inspections.rules import InspectionState
from app.problems import BadRequest
from app.review import rules
from app.review.rules import DecisionKind, ReturnFault, ReturnReason

BRANCHED = "branched"
"""Filter of the list: records of which a different version is stored."""


@dataclass(frozen=True, kw_only=True)
class DecisionForm:
    """A decision on the revision that was on the screen."""

    kind: DecisionKind
    seen: tuple[int, str]
    reasons: list[ReturnReason] = field(default_factory=list)
    text: str = ""

    @property
    def faults(self) -> list[ReturnFault]:
        """What a return lacks; an approval lacks nothing."""
        if self.kind is DecisionKind.RETURN:
            return rules.return_faults(self.reasons, self.text)
        return []


@dataclass(frozen=True, kw_only=True)
class RecordsFilter:
    """Which records the list shows, and from where on."""

    state: InspectionState | None
    branched: bool
    before: tuple[int, str] | None


def read_decision(form: MultiDict[str, str]) -> DecisionForm:
    """The decision that was sent.

    Raises:
        BadRequest: it is none that our page can send.
    """
    try:
        return DecisionForm(
            kind=DecisionKind(form.get("decision", "")),
            seen=(int(form.get("rev", "")), form["sha256"]),
            reasons=[ReturnReason(code) for code in form.getlist("reason")],
            text=form.get("text", "").replace("\r\n", "\n"),
        )
    except (ValueError, KeyError) as error:
        raise BadRequest from error


def read_filter(args: MultiDict[str, str]) -> RecordsFilter:
    """The filter in the address.

    Raises:
        BadRequest: it is none that our page links to.
    """
    state, before = args.get("state", ""), args.get("before", "")
    try:
        received_ms, _, inspection_id = before.partition(".")
        return RecordsFilter(
            state=InspectionState(state) if state not in ("", BRANCHED) else None,
            branched=state == BRANCHED,
            before=(int(received_ms), inspection_id) if before else None,
        )
    except ValueError as error:
        raise BadRequest from error


class RescueForm(FlaskForm):  # type: ignore[misc]
    """A file that was exported from a phone. The view reads it by itself: it may be large."""

    missing = _l("Choose a file.")
    file = FileField(_l("Rescue file"))
