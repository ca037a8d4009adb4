"""A drop-in of an admin's own for a unit: written in an editor or taken from a file, checked, put
in its place in one step, and taken back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from sptui.model.msg import Msg, msg
from sptui.system import safe_folder
from sptui.system.draft import Draft, begin
from sptui.system.unit_check import Checked, check

# systemd reads *.conf only.
_BEFORE = ".before"
_FOR_GOOD, _RUNTIME = "/etc/systemd/system/", "/run/systemd/system/"
_ANALYZE = ("systemd-analyze",)

Edit = Callable[[str], Awaitable[int | None]]


class Done(NamedTuple):
    """How it ended, and what to say of it; `changed`: something lies there now that did not before;
    `lines` are what systemd has against it."""

    ok: bool
    changed: bool
    text: Msg
    lines: tuple[str, ...] = ()


class _Text(NamedTuple):
    """What somebody wrote, and where it is: in a draft, or in a file of their own."""

    text: str
    path: str
    draft: Draft | None = None


async def write(
    unit: str,
    path: str,
    source: str,
    edit: Edit,
    template: str = "",
    *,
    environ: Mapping[str, str] = os.environ,
    program: Sequence[str] = _ANALYZE,
) -> Done:
    """Write the drop-in of `unit` at `path`: the text in the file `source`, or, where that is "",
    what `edit` (which opens the person's editor and returns its exit status, None: there is none)
    makes of the present one, or of `template`.

    It is checked first, and refused for whatever systemd complains of that it did not before; also
    where it can't be checked, since an admin who wants that can write the file by hand. What was
    there before is kept beside it. What was written and not taken stays where the answer says, and
    the next edit of that unit begins with it. Never raises."""
    written: _Text | None = None
    try:
        present = await asyncio.to_thread(_present, path)
        covered = await asyncio.to_thread(_covered, path)
        if covered:
            return Done(False, False, msg("drop_in.covered", path=covered))
        found = await _written(unit, source, edit, present or template, environ)
        if isinstance(found, Done):
            return found
        written = found
        if present is not None and _same(written.text, present):
            _end(written)
            return _nothing("drop_in.same", unit)
        if not _says_anything(written.text):
            if _same(written.text, template) or not written.text.strip():
                _end(written)
            return _nothing("drop_in.comments", unit)
        checked = await check(unit, path, written.text, program)
        if not checked.ok:
            return _refused(unit, checked, written)
        await asyncio.to_thread(_put, path, written.text.encode())
    except OSError as error:
        kept = _kept(written) if written is not None else Msg("drop_in.none_kept")
        return Done(False, False, _failed("drop_in.not_written", path, error, kept=kept))
    except UnicodeDecodeError:
        return Done(False, False, msg("drop_in.not_text", path=path))
    _end(written)
    return Done(True, True, msg("drop_in.written", unit=unit, path=path))


async def revert(unit: str, path: str) -> Done:
    """Take the drop-in at `path` back: what was there before it comes again, or nothing is there.
    Never raises."""
    try:
        found = await asyncio.to_thread(_take_back, path)
    except FileNotFoundError:
        return _nothing("drop_in.nothing", unit)
    except OSError as error:
        kept = Msg("drop_in.none_kept")
        return Done(False, False, _failed("drop_in.not_reverted", path, error, kept=kept))
    return Done(True, True, msg(found, unit=unit, path=path))


# ------------------------------------------------------------------ what somebody writes


async def _written(
    unit: str, source: str, edit: Edit, start: str, environ: Mapping[str, str]
) -> _Text | Done:
    """The text, or why there is none. Raises OSError: no draft can be made."""
    if source:
        try:
            data = await asyncio.to_thread(safe_folder.read, source)
            return _Text(_decoded(data), source)
        except (OSError, ValueError) as error:
            return Done(False, False, _failed("drop_in.not_read", source, error))
    draft = await asyncio.to_thread(begin, unit, start, environ)
    status = await edit(draft.path)
    if status is None:
        if not draft.kept:
            draft.end()
        return Done(False, False, msg("drop_in.no_editor"))
    try:
        data = await asyncio.to_thread(safe_folder.read, draft.path)
        text = _decoded(data)
    except FileNotFoundError:  # they threw it away
        return _nothing("drop_in.same", unit)
    except (OSError, ValueError) as error:
        return Done(False, False, _failed("drop_in.not_read", draft.path, error))
    untouched = text == draft.start and not draft.saved()
    if untouched and not draft.kept:
        draft.end()
    kept = _kept(_Text(text, draft.path, draft)) if draft.kept or not untouched else None
    if status:
        words = msg("drop_in.editor", status=status, kept=kept or Msg("drop_in.none_kept"))
        return Done(False, False, words)
    if untouched and draft.kept:
        return Done(True, False, msg("drop_in.still", unit=unit, path=draft.path))
    return _Text(text, draft.path, draft)


def _decoded(data: bytes) -> str:
    """Raises ValueError: it is no text."""
    if b"\0" in data:
        raise ValueError("NUL")
    text = data.decode("utf-8")
    return text if text.endswith("\n") or not text else text + "\n"


def _same(one: str, other: str) -> bool:
    return one.rstrip() == other.rstrip()


def _says_anything(text: str) -> bool:
    """Whether there is more than comments. Source: systemd.syntax(7)."""
    lines = [line.strip() for line in text.splitlines()]
    return any(line and line[0] not in "#;" for line in lines)


def _end(written: _Text) -> None:
    if written.draft is not None:
        written.draft.end()


# ------------------------------------------------------------------ words


def _nothing(id: str, unit: str) -> Done:
    return Done(True, False, msg(id, unit=unit))


def _kept(written: _Text) -> Msg:
    """Where the text is that was not taken."""
    begins_next = written.draft is not None and not written.draft.folder
    return msg("drop_in.kept" if begins_next else "drop_in.in_file", path=written.path)


def _failed(id: str, path: str, error: OSError | ValueError, **more: Msg) -> Msg:
    text = msg("why.no_text") if isinstance(error, ValueError) else safe_folder.why(error)
    return msg(id, path=path, why=text, **more)


def _refused(unit: str, checked: Checked, written: _Text) -> Done:
    kept = _kept(written)
    if checked.failed is not None:
        return Done(False, False, msg("drop_in.unchecked", why=checked.failed, kept=kept))
    return Done(False, False, msg("drop_in.refused", unit=unit, kept=kept), checked.lines)


# ------------------------------------------------------------------ the files


def _present(path: str) -> str | None:
    """The text that lies there; None: nothing does. Raises OSError, UnicodeDecodeError."""
    with suppress(FileNotFoundError), safe_folder.folder(os.path.dirname(path)) as fd:
        return safe_folder.read(os.path.basename(path), fd).decode("utf-8")
    return None


def _covered(path: str) -> str:
    """The file of the same name for good, which counts before one until the next boot; "" where
    there is none."""
    other = path.replace(_RUNTIME, _FOR_GOOD)
    return other if other != path and os.path.lexists(other) else ""


def _put(path: str, data: bytes) -> None:
    """Raises OSError: all is as it was."""
    name = os.path.basename(path)
    with safe_folder.folder(os.path.dirname(path), make=True) as fd:
        with suppress(FileNotFoundError):
            safe_folder.read(name, fd)  # a plain file, and no link
        safe_folder.put(name, data, fd, keep=name + _BEFORE)


def _take_back(path: str) -> str:
    """The id of what to say. Raises OSError; FileNotFoundError: there is no drop-in."""
    place, name = os.path.split(path)
    with safe_folder.folder(place) as fd:
        safe_folder.read(name, fd)  # a plain file, and no link
        with suppress(FileNotFoundError):
            safe_folder.read(name + _BEFORE, fd)
            os.rename(name + _BEFORE, name, src_dir_fd=fd, dst_dir_fd=fd)
            safe_folder.settle(fd)
            return "drop_in.back"
        safe_folder.take(name, fd)
        safe_folder.settle(fd)
    with suppress(OSError):  # others have something there
        os.rmdir(place)
    return "drop_in.gone"
