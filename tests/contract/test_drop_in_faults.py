"""Drop-ins where something is in the way: links, full disks, rights; and taking them back."""

from __future__ import annotations

import errno
import os

import pytest

from sptui.paint.words import say
from sptui.system import drop_in, safe_folder
from sptui.system.drop_in import Done
from tests.contract.drop_ins import GOOD, UNIT, Place, unchanged

# ------------------------------------------------------------------ links, disks, rights


async def test_a_folder_that_is_a_link_is_refused(place: Place):
    elsewhere = place.root / "elsewhere"
    elsewhere.mkdir()
    place.folder.symlink_to(elsewhere)
    done = await place.edit()
    unchanged(done, "drop_in.not_written", ok=False)
    assert "a link" in say(done.text)
    assert list(elsewhere.iterdir()) == []
    unchanged(await drop_in.revert(UNIT, str(place.path)), "drop_in.not_reverted", ok=False)


async def test_a_parent_that_is_a_link_is_refused(place: Place):
    (place.root / "etc/systemd/system").rename(place.root / "moved")
    (place.root / "etc/systemd/system").symlink_to(place.root / "moved")
    unchanged(await place.edit(), "drop_in.not_written", ok=False)
    assert list((place.root / "moved").iterdir()) == []


async def test_a_file_that_is_a_link_is_refused(place: Place):
    """As one to /dev/null, which takes a drop-in of a package away."""
    victim = place.root / "victim"
    victim.write_text(GOOD)
    place.folder.mkdir()
    place.path.symlink_to(victim)
    unchanged(await place.edit("[Service]\nNice=5\n"), "drop_in.not_written", ok=False)
    assert victim.read_text() == GOOD and place.path.is_symlink()
    unchanged(await drop_in.revert(UNIT, str(place.path)), "drop_in.not_reverted", ok=False)
    assert place.path.is_symlink()


async def test_a_link_in_the_place_of_what_was_before_is_replaced(place: Place):
    await place.edit()
    victim = place.root / "victim"
    victim.write_text("mine")
    (place.folder / "50-sptui.conf.before").symlink_to(victim)
    assert (await place.edit("[Service]\nNice=5\n")).changed
    assert victim.read_text() == "mine"
    assert place.there()["50-sptui.conf.before"] == GOOD


async def test_what_lies_there_and_is_no_text(place: Place):
    place.folder.mkdir()
    place.path.write_bytes(b"\xff\xfe")
    unchanged(await place.edit(), "drop_in.not_text", ok=False)
    assert place.opened == []
    assert place.path.read_bytes() == b"\xff\xfe"


async def test_one_for_good_counts_before_one_until_the_next_boot(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    await place.edit()
    monkeypatch.setattr(drop_in, "_FOR_GOOD", f"{place.root}/etc/systemd/system/")
    monkeypatch.setattr(drop_in, "_RUNTIME", f"{place.root}/run/systemd/system/")
    for_good, place.path = place.path, place.root / f"run/systemd/system/{UNIT}.d/50-sptui.conf"
    done = await place.edit("[Service]\nNice=5\n")
    unchanged(done, "drop_in.covered", ok=False)
    assert str(for_good) in say(done.text)
    assert not place.path.exists()


FAULTS = [
    ("write", errno.ENOSPC), ("fsync", errno.EIO), ("rename", errno.ENOSPC),
    ("mkdir", errno.EROFS), ("fchmod", errno.EPERM), ("link", errno.EPERM),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "number", "first"),
    [
        *[(*fault, True) for fault in FAULTS if fault[0] != "link"],
        *[(*fault, False) for fault in FAULTS if fault[0] != "mkdir"],
    ],
)
async def test_what_can_not_be_written_leaves_all_as_it_was(
    place: Place, monkeypatch: pytest.MonkeyPatch, call: str, number: int, first: bool
):
    if not first:
        await place.edit()
        await place.edit("[Service]\nNice=5\n")
    before = place.there()
    real_put = drop_in._put

    def fails(*args: object, **named: object) -> int:
        raise OSError(number, os.strerror(number))

    def put(path: str, data: bytes) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(safe_folder.os, call, fails)
            real_put(path, data)

    monkeypatch.setattr(drop_in, "_put", put)
    done = await place.edit("[Service]\nNice=7\n")
    unchanged(done, "drop_in.not_written", ok=False)
    assert place.there() == before
    assert place.folder.exists() is not first
    assert place.kept() == ["[Service]\nNice=7\n"]
    assert str(place.draft) in say(done.text)


async def test_where_nothing_that_lasts_can_be_written_the_draft_is_a_temporary_one(place: Place):
    (place.root / "state").write_text("in the way")
    assert (await place.edit()).changed
    assert not place.draft.exists() and not place.draft.parent.exists()
    await place.edit("[Service]\nFoo=1\n")
    assert place.draft.read_text() == "[Service]\nFoo=1\n"
    assert not place.draft.is_relative_to(place.root)
    place.draft.unlink()
    place.draft.parent.rmdir()


@pytest.mark.parametrize("mode", [0o755, 0o777])
async def test_a_folder_of_drafts_that_others_may_look_into_is_not_used(place: Place, mode: int):
    folder = place.root / "state/sptui/drafts"
    folder.mkdir(parents=True)
    folder.chmod(mode)
    await place.edit()
    assert not place.draft.is_relative_to(place.root)
    assert list(folder.iterdir()) == []


async def test_a_rest_of_who_was_killed_in_the_midst_is_in_nobodys_way(place: Place):
    place.folder.mkdir()
    (place.folder / ".50-sptui.conf.new").write_text("half of")
    assert (await place.edit()).changed
    assert place.there() == {"50-sptui.conf": GOOD}


# ------------------------------------------------------------------ taking back


async def revert(place: Place) -> Done:
    done = await drop_in.revert(UNIT, str(place.path))
    assert say(done.text).isprintable()
    return done


async def test_taking_back_the_first_one_leaves_nothing(place: Place):
    await place.edit()
    done = await revert(place)
    assert (done.ok, done.changed) == (True, True)
    assert not place.folder.exists()
    unchanged(await revert(place), "drop_in.nothing")


async def test_what_was_there_before_comes_back(place: Place):
    await place.edit()
    await place.edit("[Service]\nNice=5\n")
    assert (await revert(place)).changed
    assert place.there() == {"50-sptui.conf": GOOD}
    assert (await revert(place)).changed
    assert not place.folder.exists()


async def test_what_somebody_took_away_by_hand_is_no_text_of_before(place: Place):
    await place.edit()
    await place.edit("[Service]\nNice=5\n")
    place.path.unlink()
    await place.edit("[Service]\nNice=7\n")
    assert (await revert(place)).changed
    assert not place.folder.exists()


async def test_what_others_have_there_stays(place: Place):
    await place.edit()
    (place.folder / "10-other.conf").write_text("[Unit]\n")
    assert (await revert(place)).changed
    assert place.there() == {"10-other.conf": "[Unit]\n"}


@pytest.mark.parametrize("call", ["unlink", "rename"])
async def test_what_can_not_be_taken_back_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch, call: str
):
    await place.edit()
    if call == "rename":
        await place.edit("[Service]\nNice=5\n")
    before = place.there()

    def fails(*args: object, **named: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patched:
        patched.setattr(safe_folder.os, call, fails)
        done = await revert(place)
    unchanged(done, "drop_in.not_reverted", ok=False)
    assert "read-only" in say(done.text)
    assert place.there() == before


def test_no_descriptor_stays_open(place: Place):
    before = len(os.listdir("/proc/self/fd"))
    place.folder.mkdir()
    place.path.symlink_to("/dev/null")
    with pytest.raises(OSError):
        drop_in._put(str(place.path), b"x")
    with pytest.raises(OSError):
        drop_in._take_back(str(place.path / "further"))
    assert len(os.listdir("/proc/self/fd")) == before
