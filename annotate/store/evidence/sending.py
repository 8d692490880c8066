"""A file on its way to an S3 store: in one request, or in parts of which the last request makes one object or none."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotate.domain.errors import NotFound
from annotate.store.evidence.remote import Unanswered, answering, code

#: Bytes of a part, and parts on their way at once: together what an upload holds in memory.
PART, AT_ONCE = 8 << 20, 3
#: Parts that S3 allows for one object. Files over 80 GB get larger parts.
_MOST_PARTS = 10_000
#: What a store says when the object is there, or somebody else is just writing it.
_TAKEN = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}


def send(client: Any, bucket: str, key: str, path: Path, size: int) -> bool:
    """Write the file under this key; False, and nothing is changed, if the key is there. Raises Unanswered."""
    target = {"Bucket": bucket, "Key": key}
    try:
        with answering():
            if size > PART:
                _in_parts(client, target, path, size)
            else:
                with path.open("rb") as file:
                    client.put_object(**target, Body=file, IfNoneMatch="*")
    except Unanswered as error:
        if code(error.__cause__) in _TAKEN:
            return False
        raise
    return True


def _in_parts(client: Any, target: dict[str, str], path: Path, size: int) -> None:
    upload = target | {"UploadId": client.create_multipart_upload(**target)["UploadId"]}
    try:
        parts = _send_parts(client, upload, path, size)
        client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*")
    except BaseException:
        with suppress(NotFound, Unanswered), answering():
            client.abort_multipart_upload(**upload)
        raise


def _send_parts(client: Any, upload: dict[str, str], path: Path, size: int) -> list[dict[str, Any]]:
    length = max(PART, -(-size // _MOST_PARTS))
    handle = os.open(path, os.O_RDONLY)

    def one(number: int) -> dict[str, Any]:
        data = os.pread(handle, length, (number - 1) * length)
        return {"PartNumber": number, "ETag": client.upload_part(**upload, PartNumber=number, Body=data)["ETag"]}

    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        return list(pool.map(one, range(1, -(-size // length) + 1)))
    finally:
        # After one part has failed the others are not begun, and the file is closed when none is on its way any more.
        pool.shutdown(cancel_futures=True)
        os.close(handle)
