"""Evidence in an S3-compatible store. Only loaded where the settings name one: it needs the extra `s3`.

Bytes arrive in a temporary file on this machine, as for a folder, and are sent when they are whole and their hash is
known. Keys below the prefix: `kept/<hash>`, the bytes; `taken/<hash>`, the note that they were taken and no row is
known to name them yet; `doomed/<hash>`, a sweep is about to remove them.

Races. Two uploads of the same bytes: If-None-Match lets one of them write; a store that ignores it gets the same bytes
twice, which changes nothing. An upload and a sweep: there is no lock, but the upload writes its note and then looks for
a doom, the sweep writes its doom and then looks at the note's age, and the store shows what was written to whoever asks
later. So at least one of the two sees the other, and gives way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from io import BufferedReader
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from annotate.domain.errors import Conflict, NotFound
from annotate.store.evidence.base import Basics, Named, Readable, Swept, Taken, named_well, same_size
from annotate.store.evidence.incoming import PIECE, Incoming, Received
from annotate.store.evidence.remote import Remote, Unanswered, answering
from annotate.store.evidence.sending import send

#: How often an upload is begun when others send the same bytes at the same moment.
_TRIES = 5
#: Seconds after which a doom is that of a sweep which died: living ones need as many milliseconds.
_DOOM_ENDS = 3600


def connect(endpoint: str = "") -> Any:
    """A client of the store at this address, by default Amazon's; credentials and region as AWS_… say."""
    style = "path" if endpoint else "auto"
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        config=Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"mode": "standard", "max_attempts": 4},
            # The store compares each request's bytes with their signed SHA-256. Newer checksums not all stores know.
            s3={"addressing_style": style, "payload_signing_enabled": True},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


class S3(Basics):
    """Objects in a bucket, below a prefix that no other desk uses."""

    def __init__(self, client: Any, bucket: str, prefix: str, incoming: Path) -> None:
        self._client, self._bucket = client, bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._incoming = Incoming(incoming)

    def take(self, stream: Readable, limit: int) -> Taken:
        """Keep what can be read from the stream; see Evidence. Raises Unanswered where the store fails."""
        with self._incoming.receive(stream, limit) as received:
            self._write("taken", received.sha256)
            doom = self._head("doomed", received.sha256)
            if doom and _age(doom, doom["LastModified"]) < _DOOM_ENDS:
                raise Conflict("The same bytes are being cleared away at this very moment. Send the file again.")
            return Taken(received.sha256, received.size, self._send(received))

    def settle(self, sha256: str) -> None:
        """A row that names these bytes is committed."""
        self._delete("taken", named_well(sha256))

    def open(self, sha256: str) -> BufferedReader:
        """The bytes of this hash, to be read from any position and closed; raises NotFound."""
        return BufferedReader(Remote(self._client, self._bucket, self._key("kept", sha256), self.size(sha256)), PIECE)

    def size(self, sha256: str) -> int:
        """How many bytes are kept under this hash; raises NotFound."""
        found = self._head("kept", named_well(sha256))
        if found is None:
            raise NotFound("There is no such file.")
        return int(found["ContentLength"])

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """A copy of the file, removed at the end of the block; raises NotFound."""
        with self.open(sha256) as file, self._incoming.receive(file, self.size(sha256)) as copy:
            yield copy.path

    def hashes(self) -> Iterator[str]:
        """Every hash that bytes are kept under, in ascending order."""
        return (sha256 for sha256, _ in self._list("kept"))

    def sweep(self, named: Named, grace: float) -> Swept:
        """Remove what uploads that never ended have left; see Evidence.

        Who else uses the store cannot be known, so only the grace time counts, by the store's own clock.
        """
        leftovers = self._incoming.sweep() + self._abort_unfinished(grace)
        noted = [sha256 for sha256, age in self._list("taken") if age >= grace]
        known = set(named(noted)) if noted else set()
        for sha256 in known.intersection(noted):
            self._delete("taken", sha256)
        for sha256 in [sha256 for sha256, age in self._list("doomed") if age >= _DOOM_ENDS]:
            self._delete("doomed", sha256)
        return Swept(leftovers, tuple(sha256 for sha256 in noted if sha256 not in known and self._drop(sha256, grace)))

    def _send(self, received: Received) -> bool:
        """Write the object unless it is there; True if it was not."""
        for _ in range(_TRIES):
            there = self._head("kept", received.sha256)
            if there:
                same_size(received.sha256, int(there["ContentLength"]), received.size)
                return False
            if send(self._client, self._bucket, self._key("kept", received.sha256), received.path, received.size):
                return True
        raise Unanswered("Others are sending the same bytes to the evidence store. Try again in a moment.")

    def _drop(self, sha256: str, grace: float) -> bool:
        """Remove bytes that no row names, unless they were taken again meanwhile; True if there were any."""
        self._write("doomed", sha256)
        try:
            note = self._head("taken", sha256)
            if note is None or _age(note, note["LastModified"]) < grace:
                return False
            there = self._head("kept", sha256) is not None
            self._delete("kept", sha256)
            self._delete("taken", sha256)
            return there
        finally:
            self._delete("doomed", sha256)

    def _abort_unfinished(self, grace: float) -> int:
        """Parts of large uploads that were never put together cost money and are seen nowhere."""
        number = 0
        with answering():
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._key("kept", "")):
                for upload in page.get("Uploads", ()):
                    if _age(page, upload["Initiated"]) >= grace:
                        found = {"Key": upload["Key"], "UploadId": upload["UploadId"]}
                        self._client.abort_multipart_upload(Bucket=self._bucket, **found)
                        number += 1
        return number

    def _list(self, folder: str) -> Iterator[tuple[str, float]]:
        """(hash, age in seconds) of every object in it, in ascending order."""
        prefix = self._key(folder, "")
        with answering():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                for item in page.get("Contents", ()):
                    yield item["Key"].removeprefix(prefix), _age(page, item["LastModified"])

    def _head(self, folder: str, sha256: str) -> dict[str, Any] | None:
        try:
            with answering():
                found: dict[str, Any] = self._client.head_object(Bucket=self._bucket, Key=self._key(folder, sha256))
        except NotFound:
            return None
        return found

    def _write(self, folder: str, sha256: str) -> None:
        with answering():
            self._client.put_object(Bucket=self._bucket, Key=self._key(folder, sha256), Body=b"")

    def _delete(self, folder: str, sha256: str) -> None:
        with answering():
            self._client.delete_object(Bucket=self._bucket, Key=self._key(folder, sha256))

    def _key(self, folder: str, name: str) -> str:
        return f"{self._prefix}{folder}/{name}"


def _age(answer: dict[str, Any], since: datetime) -> float:
    """Seconds by the store's own clock, which wrote both times."""
    now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    return max((now - since).total_seconds(), 0)
