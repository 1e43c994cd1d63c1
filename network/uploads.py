"""Files that people send. A page takes none unless it says so, and then only up to its own limit.

A file over the limit is read to its end and thrown away, so that everything else of the form arrives; the form's own
field then says what is wrong (``size`` tells how large the file was). Memory holds no more than the limit.
"""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

HOPELESS = 100 * 1024 * 1024  # nobody sends this by mistake: the request ends there


class Bounded(FileUploadHandler):
    """Keeps files in memory up to ``limit`` bytes in all, and of what goes beyond nothing but its size."""

    def __init__(self, request: HttpRequest | None = None, limit: int = 0) -> None:
        super().__init__(request)
        self.limit = limit
        self.taken = self.held = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken > HOPELESS:
            raise RequestDataTooBig("The files of one request are larger than anybody sends by mistake.")
        if self.held + start + len(raw_data) <= self.limit:
            self.kept.write(raw_data)
        else:
            self.kept = BytesIO()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        self.held += self.kept.tell()
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type or "", file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip


class NoFiles(Bounded):
    """What a page does with files it did not ask for: nothing is kept, not even that there was one."""

    def file_complete(self, file_size: int) -> None:
        return None


def takes_files(limit: int) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view take files of up to ``limit`` bytes in all.

    Outermost but for ``login_not_required``. The token is checked by the view itself, because reading it reads the
    files, too, and by then it must be known where they go.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                request.upload_handlers = [Bounded(request, limit)]
            return protected(request, *args, **kwargs)

        return taking

    return decorate
