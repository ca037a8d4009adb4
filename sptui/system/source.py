"""One file of the kernel's that is read again and again: kept open, and parsed only when its bytes
changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, TypeVar

from sptui.model.machine import Missing
from sptui.model.msg import msg
from sptui.system.files import read_rest, why_not

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Source(Generic[T]):
    """`read()` gives the parsed value, or None with the reason in `missing`.

    The descriptor stays open (one pread instead of open, read, close), and is opened anew once when
    reading fails. `until` ends the reading early: what lies behind it is not wanted. `whole` says
    that the kernel hands over all in one piece, so that a short read is the end and needs no second
    one.
    """

    __slots__ = (
        "_data",
        "_handle",
        "_keep",
        "_may_be_empty",
        "_parse",
        "_path",
        "_size",
        "_until",
        "_whole",
        "missing",
        "value",
        "what",
    )

    def __init__(
        self,
        what: str,
        path: str,
        parse: Callable[[bytes], T],
        *,
        until: bytes | None = None,
        whole: bool = False,
        keep: bool = True,
        may_be_empty: bool = False,
    ) -> None:
        self.what = what
        self.value: T | None = None
        self.missing: Missing | None = None
        self._path = path
        self._parse = parse
        self._until = until
        self._whole = whole
        self._keep = keep
        self._may_be_empty = may_be_empty
        self._handle = -1
        self._size = 4096
        self._data: bytes | None = None

    def read(self) -> T | None:
        """The value as it is now; the same object as before when the bytes are."""
        try:
            data = self._bytes()
            if data == self._data:
                return self.value
            if not data and not self._may_be_empty:
                self._fail(Missing(self.what, msg("missing.empty", path=self._path)))
                return None
            self.value = self._parse(data)
        except (OSError, ValueError) as error:
            self._fail(Missing(self.what, why_not(self._path, error)))
            return None
        self._data = data
        self.missing = None
        return self.value

    @property
    def handle(self) -> int | None:
        """The descriptor, for select.poll; None while none is open."""
        return self._handle if self._handle >= 0 else None

    def forget(self) -> None:
        """Parse again at the next reading, even if the bytes are the same."""
        self._data = None

    def close(self) -> None:
        """Close the descriptor. A later `read()` opens it again."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _fail(self, missing: Missing) -> None:
        self.value = self._data = None
        if missing != self.missing:
            self.missing = missing

    def _bytes(self) -> bytes:
        if self._handle >= 0:
            try:
                return self._pull()
            except OSError:
                self._drop()
        self._handle = os.open(self._path, os.O_RDONLY)
        try:
            return self._pull()
        except OSError:
            self._drop()
            raise
        finally:
            if not self._keep:
                self.close()

    def _pull(self) -> bytes:
        data = os.pread(self._handle, self._size, 0)
        if self._until is not None and self._until in data:
            return data
        if self._whole and len(data) < self._size:
            return data
        if data:
            data = read_rest(self._handle, data)
            if self._whole:
                # Of one piece, so read it in one piece next time; all of this came from two.
                self._size = max(self._size, 2 * len(data))
        return data

    def _drop(self) -> None:
        handle, self._handle = self._handle, -1
        try:
            os.close(handle)
        except OSError:
            return  # it was no longer ours
