"""How large a request with files may be: refused by what it declares, before any of it is read."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MAX_BODY = 25 * 1024 * 1024


class SizeLimit(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: 400 for a body of more than MAX_BODY, whichever page it is sent to."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None) -> None:
        if content_length > MAX_BODY:
            raise RequestDataTooBig(f"request of {content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
