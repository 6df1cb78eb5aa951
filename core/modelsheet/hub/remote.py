"""The Hugging Face Hub over plain HTTP: what a repository holds, and its files, resumed and checked."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import IO

from ..errors import ModelsheetError

ENDPOINT_VARIABLE, TOKEN_VARIABLE = "HF_ENDPOINT", "HF_TOKEN"
_HUB = "https://huggingface.co"
_TIMEOUT = 30.0  # seconds without a byte
_CHUNK = 1 << 20  # bytes; progress and cancelling have this grain
_ATTEMPTS = 4  # connections for one file, each from where the last broke off
_WAIT = 1.0  # seconds before the second attempt, doubled for each further one

Progress = Callable[[int], None]
"""Called with the bytes that came since the last call. What it raises ends the download."""


class Gone(Exception):
    """The Hub has no such repository, or no longer."""


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository. sha256: of its bytes, where the Hub states it; else `blob`, git's SHA-1."""

    repository: str
    revision: str
    path: str
    size: int
    sha256: str = ""
    blob: str = ""


class _KeepTokenHome(urllib.request.HTTPRedirectHandler):
    """The Hub sends large files from other hosts, which must not see the user's token."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request and urllib.parse.urlsplit(newurl).netloc != urllib.parse.urlsplit(req.full_url).netloc:
            request.remove_header("Authorization")
        return request


class Hub:
    """A Hub or its mirror. Both default to what HF_ENDPOINT and HF_TOKEN say; the token, where none is set,
    to the one that `hf auth login` keeps.
    """

    def __init__(self, endpoint: str | None = None, token: str | None = None, wait: float = _WAIT) -> None:
        self.endpoint = (endpoint or os.environ.get(ENDPOINT_VARIABLE) or _HUB).rstrip("/")
        self.token = token or os.environ.get(TOKEN_VARIABLE) or _kept_token()
        self.wait = wait
        self._open = urllib.request.build_opener(_KeepTokenHome).open

    def files(self, repository: str, patterns: tuple[str, ...]) -> list[RemoteFile]:
        """The files that patterns name, at the repository's present commit. Raises Gone."""
        with self._get(f"/api/models/{repository}?blobs=true", repository) as answer:
            try:
                record = json.load(answer)
                revision, siblings = record["sha"], record["siblings"]
                found = [
                    RemoteFile(
                        repository,
                        revision,
                        entry["rfilename"],
                        entry["size"],
                        (entry.get("lfs") or {}).get("sha256", ""),
                        entry.get("blobId", ""),
                    )
                    for entry in siblings
                    if any(fnmatch(entry["rfilename"], pattern) for pattern in patterns)
                ]
            except (KeyError, TypeError, ValueError) as error:
                raise ModelsheetError(
                    "hub-strange", endpoint=self.endpoint, variable=ENDPOINT_VARIABLE
                ) from error
        missing = [p for p in patterns if not any(fnmatch(file.path, p) for file in found)]
        if missing:
            raise Gone(f"{repository} has no {', '.join(missing)}")
        return found

    def fetch(self, file: RemoteFile, target: Path, progress: Progress) -> str:
        """The file, whole and checked, at `target`; its SHA-256. What came before a break is kept.

        Raises ModelsheetError when the connection breaks for good or the bytes are wrong.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        have = part.stat().st_size if part.exists() else 0
        progress(have)
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(self.wait * 2 ** (attempt - 1))
            try:
                self._append(file, part, progress)
                if part.stat().st_size == file.size:
                    break
            except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):
                pass
        else:
            raise ModelsheetError("hub-broke-off", endpoint=self.endpoint, file=file.path)
        digest = _checked(file, part)
        part.replace(target)
        return digest

    def _append(self, file: RemoteFile, part: Path, progress: Progress) -> None:
        """Write what is missing of a file behind what is there."""
        have = part.stat().st_size if part.exists() else 0
        if have > file.size:  # another version's, or damaged
            part.unlink()
            progress(-have)
            have = 0
        path = urllib.parse.quote(f"/{file.repository}/resolve/{file.revision}/{file.path}")
        headers = {"Range": f"bytes={have}-"} if have else {}
        if have == file.size and part.exists():
            return
        with self._get(path, file.repository, headers) as answer:
            if have and answer.status != 206:  # it does not resume: from the start
                progress(-have)
                have = 0
            with part.open("ab" if have else "wb") as out:
                for chunk in _chunks(answer):
                    out.write(chunk)
                    progress(len(chunk))

    def _get(
        self, path: str, repository: str, headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        request = urllib.request.Request(self.endpoint + path, headers=headers or {})
        if self.token:
            request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        try:
            return self._open(request, timeout=_TIMEOUT)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404 or error.headers.get("X-Error-Code") == "RepoNotFound":
                raise Gone(f"{repository} is not on {self.endpoint}") from error
            if error.code in (401, 403):
                raise ModelsheetError(
                    "hub-gated", repository=repository, endpoint=self.endpoint, variable=TOKEN_VARIABLE
                ) from error
            raise


def _kept_token() -> str | None:
    from huggingface_hub import get_token

    return get_token()


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _checked(file: RemoteFile, part: Path) -> str:
    """The SHA-256 of what came; raises ModelsheetError, and removes it, when it is not what was sent."""
    sha256, blob = hashlib.sha256(), hashlib.sha1(f"blob {file.size}\0".encode(), usedforsecurity=False)
    with part.open("rb") as stream:
        for chunk in _chunks(stream):
            sha256.update(chunk)
            blob.update(chunk)
    right = (
        sha256.hexdigest() == file.sha256 if file.sha256 else blob.hexdigest() == file.blob or not file.blob
    )
    if not right:
        part.unlink()
        raise ModelsheetError(
            "hub-damaged", file=file.path, repository=file.repository, variable=ENDPOINT_VARIABLE
        )
    return sha256.hexdigest()
