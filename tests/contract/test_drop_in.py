"""An admin's drop-in, from the editor to its place. What systemd has against one is said by a
made-up systemd-analyze; by the real one in tests/rig/test_drop_in.py."""

from __future__ import annotations

import os
import stat

import pytest

from sptui.paint.words import say
from sptui.system import drop_in
from tests.contract.drop_ins import GOOD, TEMPLATE, UNIT, Place, unchanged

# ------------------------------------------------------------------ what is taken


async def test_what_was_written_is_in_its_place(place: Place):
    done = await place.edit()
    assert (done.ok, done.changed, done.lines) == (True, True, ())
    assert place.there() == {"50-sptui.conf": GOOD}
    assert place.opened == [TEMPLATE]
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o644
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o755
    assert place.kept() == []


async def test_whatever_the_umask(place: Place):
    before = os.umask(0o077)
    try:
        await place.edit()
    finally:
        os.umask(before)
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o644
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o755


async def test_folders_that_lack_are_made(place: Place):
    place.path = place.root / f"run/systemd/system/{UNIT}.d/50-sptui.conf"
    assert (await place.edit()).changed
    assert place.path.read_text() == GOOD


async def test_the_present_text_is_what_one_edits_and_is_kept_beside(place: Place):
    await place.edit()
    done = await place.edit("[Service]\nNice=5\n")
    assert done.changed
    assert place.opened[1] == GOOD
    assert place.there() == {"50-sptui.conf": "[Service]\nNice=5\n", "50-sptui.conf.before": GOOD}


async def test_a_last_line_without_an_end_gets_one(place: Place):
    await place.edit("[Service]\nNice=5")
    assert place.there() == {"50-sptui.conf": "[Service]\nNice=5\n"}


async def test_a_text_from_a_file_opens_no_editor(place: Place):
    source = place.root / "mine.conf"
    source.write_text(GOOD)
    assert (await place.write(str(source))).changed
    assert place.there() == {"50-sptui.conf": GOOD}
    assert source.read_text() == GOOD


async def test_the_unit_is_checked_with_the_draft_and_without(place: Place):
    await place.edit()
    asked = (place.root / "analyze.asked").read_text().splitlines()
    assert len(asked) == 2
    assert all(line.startswith("verify --man=no /") and line.endswith(f"/{UNIT}") for line in asked)


# ------------------------------------------------------------------ what changes nothing


@pytest.mark.parametrize("text", [None, GOOD, GOOD.rstrip(), GOOD + "\n\n"])
async def test_the_same_text_changes_nothing(place: Place, text: str | None):
    await place.edit()
    inode = place.path.stat().st_ino
    unchanged(await place.edit(text), "drop_in.same")
    assert place.there() == {"50-sptui.conf": GOOD}
    assert place.path.stat().st_ino == inode
    assert place.kept() == []


@pytest.mark.parametrize("text", [None, "", "\n \n", TEMPLATE, "# a\n; b\n  # c\n"])
async def test_comments_alone_change_nothing(place: Place, text: str | None):
    unchanged(await place.edit(text), "drop_in.comments")
    assert not place.folder.exists()
    # What somebody wrote is there still, if only comments.
    assert place.kept() == ([text] if text and "b" in text else [])


async def test_a_draft_that_was_thrown_away_changes_nothing(place: Place):
    async def edit(path: str) -> int:
        os.unlink(path)
        return 0

    unchanged(await place.write("", edit), "drop_in.same")
    assert not place.folder.exists()


async def test_without_an_editor_nothing_is_changed(place: Place):
    unchanged(await place.edit(None, status=None), "drop_in.no_editor", ok=False)
    assert place.kept() == []
    assert not place.folder.exists()


@pytest.mark.parametrize("status", [1, 127, -9, -1])
async def test_an_editor_that_fails_changes_nothing(place: Place, status: int):
    done = await place.edit(None, status=status)
    unchanged(done, "drop_in.editor", ok=False)
    assert f"status {status}." in say(done.text)
    assert place.kept() == []
    done = await place.edit(status=status)
    unchanged(done, "drop_in.editor", ok=False)
    assert place.kept() == [GOOD]
    assert str(place.draft) in say(done.text)
    assert not place.folder.exists()


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("text", ["[Service]\nFoo=1\n", "[Service]\nBroken\n"])
async def test_what_systemd_complains_of_is_refused_and_kept(place: Place, text: str):
    done = await place.edit(text)
    unchanged(done, "drop_in.refused", ok=False)
    assert not place.folder.exists()
    assert place.kept() == [text]
    assert str(place.draft) in say(done.text)
    if "Foo" in text:
        assert done.lines == (f"{place.path}:2: Unknown key Foo, ignoring.",)
    await place.edit()
    assert place.opened[1] == text  # the next edit begins with it
    assert place.there() == {"50-sptui.conf": GOOD}
    assert place.kept() == []


async def test_a_refused_draft_does_not_touch_what_is_there(place: Place):
    await place.edit()
    await place.edit("[Service]\nFoo=1\n")
    assert place.there() == {"50-sptui.conf": GOOD}
    unchanged(await place.edit(None), "drop_in.still")  # opened, and closed
    assert place.kept() == ["[Service]\nFoo=1\n"]
    assert (await place.edit("[Service]\nNice=5\n")).changed


async def test_a_kept_draft_that_is_saved_as_it_is_is_tried_again(place: Place):
    place.program = ("/nonexistent/analyze",)
    unchanged(await place.edit(), "drop_in.unchecked", ok=False)
    place.program = ("/bin/sh", str(place.analyze))
    assert (await place.edit(GOOD)).changed


async def test_a_kept_draft_that_says_what_is_there_already_goes(place: Place):
    await place.edit()
    await place.edit("[Service]\nFoo=1\n")
    unchanged(await place.edit(GOOD), "drop_in.same")
    assert place.kept() == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[Service]\nEnvironment=\xe4\n", "UTF-8"),
        (b"[Service]\n\0\n", "NUL"),
        (b"#" * (1 << 20) + b"\n", "1 MiB"),
    ],
)
@pytest.mark.parametrize("by", ["editor", "file"])
async def test_what_is_no_small_text_is_refused_and_kept(
    place: Place, data: bytes, words: str, by: str
):
    if by == "file":
        source = place.root / "source"
        source.write_bytes(data)
        done = await place.write(str(source))
    else:
        done = await place.edit(data)
        assert place.draft.read_bytes() == data
        assert str(place.draft) in say(done.text)
    unchanged(done, "drop_in.not_read", ok=False)
    assert words in say(done.text)
    assert not place.folder.exists()


async def test_an_odd_draft_is_opened_again(place: Place):
    await place.edit(b"[Service]\nEnvironment=\xe4\n")
    assert (await place.edit(GOOD)).changed
    assert place.opened[1] == "[Service]\nEnvironment=\ufffd\n"


@pytest.mark.parametrize("source", ["/nonexistent", "/", "/dev/null", "/proc", "fifo"])
async def test_a_file_that_is_none(place: Place, source: str):
    if source == "fifo":
        source = str(place.root / "fifo")
        os.mkfifo(source)
    unchanged(await place.write(source), "drop_in.not_read", ok=False)


async def test_a_text_from_a_file_that_is_refused_stays_there(place: Place):
    source = place.root / "mine.conf"
    source.write_text("[Service]\nFoo=1\n")
    done = await place.write(str(source))
    unchanged(done, "drop_in.refused", ok=False)
    assert say(done.text).endswith(f" Your text is in {source}.")
    assert place.kept() == []


async def test_without_systemd_analyze_nothing_is_taken(place: Place):
    place.program = ("/nonexistent/systemd-analyze",)
    done = await place.edit()
    unchanged(done, "drop_in.unchecked", ok=False)
    assert "there is no /nonexistent/systemd-analyze" in say(done.text)
    assert place.kept() == [GOOD]


async def test_one_that_takes_for_ever_is_not_waited_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sptui.system.unit_check._LIMIT_S", 0.05)
    place.program = ("/bin/sh", "-c", "sleep 600")
    unchanged(await place.edit(), "drop_in.unchecked", ok=False)


async def test_a_name_that_systemd_analyze_would_misread(place: Place):
    done = await drop_in.write(
        "a:b.service", str(place.path), str(place.analyze), lambda path: None,  # type: ignore
        program=place.program,
    )  # fmt: skip
    unchanged(done, "drop_in.unchecked", ok=False)
