"""One entry with all its fields, as `journalctl -o export` writes it, however long they are.
Source: https://systemd.io/JOURNAL_EXPORT_FORMATS."""

from __future__ import annotations

from sptui.model.journal_rows import Field

# More fields are not kept, nor more bytes of one of them.
MOST_FIELDS, MOST_BYTES = 1_000, 64 << 10
_LENGTH_BYTES = 8


class Export:
    """Takes pieces; `fields` are those of the first entry, in its order, and `whole` says that it
    has ended. Bytes that are no UTF-8 are kept as surrogates."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.whole = False
        # The name of a field whose length or bytes come, and how many of these still come.
        self._name = ""
        self._due = 0
        self._sizing = False
        self._kept = bytearray()
        self._length = 0

    def take(self, piece: bytes) -> None:
        """The next piece; what comes after the first entry is left alone."""
        while piece and not self.whole:
            piece = self._bytes(piece) if self._due else self._line(piece)

    def _line(self, piece: bytes) -> bytes:
        """A field with its text, or the name of one whose length and bytes follow, or an empty
        line: the end. The result is what is left of the piece."""
        part, end, rest = piece.partition(b"\n")
        self._keep(part)
        if end:
            text, length = self._kept_all()
            name, equals, value = text.partition(b"=")
            if equals:
                self._add(_text(name), value, length - len(text))
            elif text:
                self._name, self._due, self._sizing = _text(text), _LENGTH_BYTES, True
            else:
                self.whole = bool(self.fields)
        return rest

    def _bytes(self, piece: bytes) -> bytes:
        """Bytes of a length, or of a value and the newline after it."""
        part = piece[: self._due]
        self._keep(part)
        self._due -= len(part)
        if not self._due:
            data, length = self._kept_all()
            if self._sizing:
                self._due, self._sizing = int.from_bytes(data, "little") + 1, False
            else:
                value = data[: length - 1]
                self._add(self._name, value, length - 1 - len(value))
        return piece[len(part) :]

    def _keep(self, part: bytes) -> None:
        self._kept += part[: max(0, MOST_BYTES - len(self._kept))]
        self._length += len(part)

    def _kept_all(self) -> tuple[bytes, int]:
        kept, length = bytes(self._kept), self._length
        self._kept.clear()
        self._length = 0
        return kept, length

    def _add(self, name: str, value: bytes, left_out: int) -> None:
        if len(self.fields) < MOST_FIELDS:
            self.fields.append(Field(name, _text(value), left_out))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
