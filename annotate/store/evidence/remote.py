"""An object of an S3 store as a file: sequential reads are one request, a seek begins another."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from annotate.domain.errors import NotFound

#: What S3 and its relatives call a thing that is not there.
_ABSENT = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}


class Unanswered(OSError):
    """The evidence store cannot be reached, or refuses what a store has to do. Not the fault of what was sent."""


@contextmanager
def answering() -> Iterator[None]:
    """Turn what the client raises into NotFound and Unanswered."""
    try:
        yield
    except ClientError as error:
        if code(error) in _ABSENT:
            raise NotFound("There is no such file.") from error
        raise Unanswered(f"The evidence store refuses: {error}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise Unanswered(f"The evidence store does not answer: {error}") from error


def code(error: BaseException | None) -> str:
    """What the store calls the error; "" for one that is not the store's."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""


class Remote(io.RawIOBase):
    """Reads an object that never changes; `size` in bytes."""

    def __init__(self, client: Any, bucket: str, key: str, size: int) -> None:
        self._client, self._bucket, self._key, self._size = client, bucket, key, size
        self._at = 0
        self._body: Any = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """The position in bytes."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position; nothing is asked of the store before the next read."""
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if at < 0:
            raise ValueError("There is no position before the beginning.")
        if at != self._at:
            self._stop()
        self._at = at
        return at

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer as far as the object goes; raises Unanswered when the connection breaks."""
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        with answering():
            if self._body is None:
                found = self._client.get_object(Bucket=self._bucket, Key=self._key, Range=f"bytes={self._at}-")
                self._body = found["Body"]
            data = self._body.read(wanted)
        if not data:
            raise Unanswered(f"The evidence store sent less of {self._key} than it has.")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        """Let go of the connection."""
        self._stop()
        super().close()

    def _stop(self) -> None:
        if self._body is not None:
            self._body.close()
        self._body = None
