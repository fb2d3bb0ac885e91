"""Saying in words what a photo file tells of itself, and why a photo cannot be shown.

None of it is evidence of where or when: those are the phone's, sealed in the record.
"""

from flask_babel import gettext as _

from app.evidence.models import Photo
from app.evidence.rules import Viewable, Watermark


def unviewable(photo: Photo) -> str:
    """Why the photo is kept and not shown; an unknown reason is shown as its code."""
    reasons = {
        "not_a_picture": _("The file is no picture of a kind that is shown here."),
        "damaged_picture": _("The picture is damaged or incomplete, as it was when it was sealed."),
        "too_many_pixels": _("The picture is larger than 50 megapixels."),
        "memory_limit": _("Opening the picture needs more memory than is allowed."),
        "time_limit": _("Opening the picture takes longer than is allowed."),
        "decoder_failed": _("The picture could not be opened safely."),
    }
    return reasons.get(photo.unviewable_reason, photo.unviewable_reason)


def facts(photo: Photo) -> list[str]:
    """What the file says: camera, size, time, place. Empty before it was looked at."""
    said = []
    if photo.width and photo.height:
        said.append(_("%(width)s × %(height)s pixels", width=photo.width, height=photo.height))
    camera = " ".join(part for part in (photo.exif_make, photo.exif_model) if part)
    if camera:
        said.append(_("Camera: %(camera)s", camera=camera))
    if photo.exif_taken:
        said.append(_("Taken, says the file: %(when)s", when=photo.exif_taken))
    if photo.exif_lat_e7 is not None and photo.exif_lon_e7 is not None:
        said.append(
            _(
                "Place, says the file: %(lat)s, %(lon)s",
                lat=f"{photo.exif_lat_e7 / 1e7:.6f}",
                lon=f"{photo.exif_lon_e7 / 1e7:.6f}",
            )
        )
    return said


def flags(photo: Photo) -> list[str]:
    """What is odd about what the file says, as sentences; an unknown code is shown as it is."""
    sentences = {
        "exif_gps_invalid": _("The file's position makes no sense and is ignored."),
        "exif_gps_far": _("The file's position is more than 300 m from where the phone was."),
        "exif_gps_gcj02": _(
            "The file's position is shifted as Chinese maps shift it (GCJ-02); shifted back, it "
            "agrees with the phone's."
        ),
        "exif_time_far": _("The file's time is more than 10 minutes from the phone's."),
        "exif_time_future": _("The file's time lies in the future."),
        "exif_text_undecodable": _("Some text in the file is in an unknown encoding."),
        "exif_unreadable": _("What the file says of itself cannot be read."),
    }
    return [sentences.get(code, code) for code in photo.exif_flag_list if code not in _USUAL]


# Most phones and pickers strip what the camera wrote: its absence is a fact, not a warning.
_USUAL = ("exif_none", "exif_gps_none")


def absences(photo: Photo) -> list[str]:
    """What the file does not say; usual, and no fault."""
    sentences = {
        "exif_none": _("The file says nothing of camera, time or place; many phones remove that."),
        "exif_gps_none": _("The file says no position; many phones remove it."),
    }
    return [sentences[code] for code in photo.exif_flag_list if code in _USUAL]


def has_watermark(photo: Photo) -> bool:
    """Whether there is a copy with the record's text on it."""
    return photo.viewable is Viewable.YES and photo.watermark is Watermark.YES


def no_watermark(photo: Photo) -> str:
    """Why a photo that is shown has no such copy; empty when it has one or may still get one."""
    if photo.viewable is not Viewable.YES:
        return ""
    return {
        Watermark.NO_FONT: _("No watermarked copy yet: the server's font is missing."),
        Watermark.NO: _("The watermarked copy could not be made."),
    }.get(photo.watermark, "")
