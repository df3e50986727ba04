"""Bodies of several parts (multipart/form-data, RFC 7578), as the Graph Store Protocol allows them."""
from __future__ import annotations

from email.errors import MessageDefect
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import PurePosixPath

from kg.server.problem import Problem


def parts(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    """(media type, content) of each part. Raises Problem where the body is not what its type says."""
    return [(part.get_content_type(), part.get_payload(decode=True) or b"") for part in _parts(content_type, body)]      # type: ignore[misc]


def files(content_type: str, body: bytes) -> list[tuple[str, str, bytes]]:
    """(file name, media type, content) of each part that is a file. Raises Problem where the body is not what its type says, or holds none."""
    found = [(PurePosixPath(name.replace("\\", "/")).name, part.get_content_type(), part.get_payload(decode=True) or b"")
             for part in _parts(content_type, body) if (name := part.get_filename())]
    if not found:
        raise Problem("bad-request", "No part of the body is a file: each has to have a filename in its Content-Disposition.")
    return found      # type: ignore[return-value]


def _parts(content_type: str, body: bytes) -> list[EmailMessage]:
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    try:
        message = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    except (MessageDefect, ValueError) as error:
        raise Problem("bad-request", f"The parts of the body cannot be told apart: {error}") from error
    if not message.is_multipart():
        raise Problem("bad-request", "The body is not of several parts, as its media type says.")
    return list(message.iter_parts())      # type: ignore[arg-type]
