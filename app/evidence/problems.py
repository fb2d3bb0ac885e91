from flask_babel import lazy_gettext as _l

from app.problems import Problem


class BodyIncomplete(Problem):
    status, code = 400, "body_incomplete"
    text = _l("The connection broke before everything had arrived.")
    next_step = _l("The phone sends it again by itself.")


class LengthRequired(Problem):
    status, code = 411, "length_required"
    text = _l("The request does not say how long it is.")
    next_step = _l("Update the app.")


class BodyHashMismatch(Problem):
    status, code = 422, "body_hash_mismatch"
    text = _l("The record was damaged on the way.")
    next_step = _l("The phone sends it again by itself.")


class ChecksumMismatch(Problem):
    status, code = 460, "checksum_mismatch"
    text = _l("A part of the photo was damaged on the way.")
    next_step = _l("The phone sends it again by itself.")


class ContentHashMismatch(Problem):
    status, code = 422, "content_hash_mismatch"
    text = _l("The photo that arrived is not the one that was sealed.")
    next_step = _l("The phone sends it again from the start by itself.")


class RecordUnknown(Problem):
    status, code = 409, "record_unknown"
    text = _l("The photo arrived before its record.")
    next_step = _l("The phone sends the record first by itself.")


class ManifestMismatch(Problem):
    status, code = 409, "manifest_mismatch"
    text = _l("The photo differs from what its record says of it.")
    next_step = _l("Export the record from the phone and tell the administrator.")


class UploadUnknown(Problem):
    status, code = 404, "upload_unknown"
    text = _l("No upload of this photo has begun.")
    next_step = _l("The phone starts it by itself.")


class OffsetMismatch(Problem):
    status, code = 409, "offset_mismatch"
    text = _l("The server holds another part of the photo than the phone thinks.")
    next_step = _l("The phone asks where to go on by itself.")


class UploadMalformed(Problem):
    status, code = 400, "upload_malformed"
    text = _l("The upload's headers are missing or wrong: %(name)s.")
    next_step = _l("Update the app.")


class TusVersion(Problem):
    status, code = 412, "tus_version"
    text = _l("The server speaks another version of the upload protocol.")
    next_step = _l("Update the app.")


class NotOwner(Problem):
    status, code = 403, "not_owner"
    text = _l("This belongs to another officer or another phone.")
    next_step = _l("Sign in as the officer who made the record.")


class PhotoNotViewable(Problem):
    status, code = 404, "photo_not_viewable"
    text = _l("There is no picture to show of this photo yet, or it cannot be shown.")
    next_step = _l("Wait a minute, or download the original.")


class StorageFull(Problem):
    status, code = 507, "storage_full"
    text = _l("The server has no room left for this.")
    next_step = _l(
        "Nothing is lost: the phone keeps it and sends it later. Tell the administrator."
    )
