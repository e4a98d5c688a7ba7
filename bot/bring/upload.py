"""An uploaded form, held in memory: nothing of it is written to a disk, not even for a moment."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.problems import ProblemError
from knowledge.profiles import MOST_BYTES


class _InMemory(MultiPartParser):
    spool_max_size = 2 * MOST_BYTES  # a file beyond this would go to the disk; the intake refuses it before


async def form_in_memory(request: Request) -> FormData:
    """The fields and files of a multipart form. Raises ProblemError for a body that is none."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ProblemError(
            415,
            "Form not understood",
            "Expected multipart/form-data with a field 'file', or JSON {\"text\": …}. Send the file so.",
        )
    try:
        return await _InMemory(
            request.headers, request.stream(), max_files=20, max_fields=200, max_part_size=64 * 1024
        ).parse()
    except (MultiPartException, KeyError, ValueError):
        raise ProblemError(400, "Form not understood", "The form ends too early. Send it again.") from None


async def file_in(form: FormData, field: str = "file") -> tuple[bytes, str]:
    """(bytes, name) of the first file that was chosen; (b"", "") where none was. The form's files are gone then."""
    try:
        for value in form.getlist(field):
            if isinstance(value, UploadFile) and (data := await value.read()):
                return data, value.filename or ""
        return b"", ""
    finally:
        await form.close()
