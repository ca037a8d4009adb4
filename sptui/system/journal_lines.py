"""Entries out of the pieces that journalctl prints, one object of JSON a line."""

from __future__ import annotations

from json import JSONDecoder

from sptui.model.journal import Entry, entry_of
from sptui.model.journal_long import entry_of_ends

# Of a line that is longer, its first and its last bytes are kept.
MOST, _END = 256 << 10, 16 << 10


class Lines:
    """Takes pieces and gives entries. What is no entry is left out, and counted in `unread`."""

    def __init__(self) -> None:
        # Half the time of json.loads, which looks at each line for its encoding first.
        self._decode = JSONDecoder(strict=False).raw_decode
        self._begun = bytearray()
        self._end = bytearray()
        self._length = 0
        self.unread = 0

    def take(self, piece: bytes) -> list[Entry]:
        """The entries whose lines end in it."""
        *whole, rest = piece.split(b"\n")
        found = []
        for line in whole:
            entry = self._finish(line) if self._length else self._entry(line)
            if entry is not None:
                found.append(entry)
        if rest:
            self._keep(rest)
        return found

    def _keep(self, part: bytes) -> None:
        room = MOST - len(self._begun)
        self._begun += part[:room]
        self._end += part[max(0, room) :]
        del self._end[:-_END]
        self._length += len(part)

    def _finish(self, part: bytes) -> Entry | None:
        """The entry of a line that began in another piece."""
        self._keep(part)
        begun, length = bytes(self._begun), self._length
        end = (begun[-_END:] + self._end)[-_END:] if length - MOST < _END else bytes(self._end)
        self._begun.clear()
        self._end.clear()
        self._length = 0
        return self._entry(begun) if length <= MOST else self._long(begun, end, length)

    def _entry(self, line: bytes) -> Entry | None:
        if not line:
            return None
        try:
            entry = entry_of(self._decode(line.decode("utf-8", "surrogateescape"))[0])
        except (ValueError, RecursionError):
            entry = None
        self.unread += entry is None
        return entry

    def _long(self, begun: bytes, end: bytes, length: int) -> Entry | None:
        entry = entry_of_ends(begun, end, length)
        self.unread += entry is None
        return entry
