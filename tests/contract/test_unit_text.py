"""Unit files and drop-ins as they lie on a disk: whole, bounded, and without secrets."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sptui.paint.words import say
from sptui.system.unit_text import MOST_BYTES, MOST_FILES, MOST_LINES, read

SECRET = "hunter2-correct-horse"


def one(path: Path) -> str:
    (file,) = read(str(path), ()).files
    return "\n".join(file.lines)


def test_a_file_and_what_changes_it_in_their_order(tmp_path: Path) -> None:
    unit, a, b = tmp_path / "a.service", tmp_path / "10-b.conf", tmp_path / "20-a.conf"
    unit.write_text("[Service]\nExecStart=/bin/true\n\n")
    a.write_text("[Service]\n")
    b.write_text("Restart=no")
    text = read(str(unit), (str(b), str(a)))
    assert [(file.path, file.drop_in) for file in text.files] == [
        (str(unit), False), (str(b), True), (str(a), True),
    ]  # fmt: skip
    assert text.files[0].lines == ("[Service]", "ExecStart=/bin/true", "")
    assert text.files[1].lines == ("Restart=no",)
    assert text.left_out == 0 and not any(file.cut or file.missing for file in text.files)


def test_what_links_lead_to(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "a.service").write_text("[Unit]\n")
    link = tmp_path / "a.service"
    link.symlink_to(store / "a.service")
    (file,) = read(str(link), ()).files
    assert file.path == str(link) and file.real == str((store / "a.service").resolve())
    (file,) = read(str(store / "a.service"), ()).files
    assert file.real == ""


def test_one_that_is_masked_is_empty(tmp_path: Path) -> None:
    link = tmp_path / "a.service"
    link.symlink_to("/dev/null")
    (file,) = read(str(link), ()).files
    assert (file.real, file.lines, file.missing) == ("/dev/null", (), None)


def test_no_file_at_all() -> None:
    assert read("", ()) == ((), 0)
    assert [file.drop_in for file in read("", ("/nonexistent",)).files] == [True]


def test_what_can_not_be_read_says_why(tmp_path: Path) -> None:
    loop, folder = tmp_path / "loop", tmp_path / "folder"
    loop.symlink_to(loop)
    folder.mkdir()
    for path, part in (
        ("/nonexistent", "is not there"),
        (str(loop), "levels of symbolic links"),
        (str(folder), "directory"),
        ("/a\0b", "\\x00"),
        ("/" + "x" * 5000, "too long"),
    ):
        (file,) = read(path, ()).files
        assert file.missing is not None and file.lines == ()
        assert part in say(file.missing) or part == "\\x00"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read all")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.service"
    path.write_text("x")
    path.chmod(0)
    (file,) = read(str(path), ()).files
    assert file.missing is not None


def test_nothing_hangs_on_what_is_no_file(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    assert one(fifo) == ""
    for device in ("/dev/zero", "/dev/urandom"):
        assert one(Path(device)) == ""


def test_a_file_without_end_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.service"
    path.write_bytes(b"After=a.service\n" * (MOST_BYTES // 8))
    text = read(str(path), (str(path), str(path)))
    assert text.files[0].cut and sum(map(len, text.files[0].lines)) < MOST_BYTES
    assert len(text.files) == 1 and text.left_out == 2
    line = b"#" + b"x" * 126 + b"\n"
    path.write_bytes(line * (MOST_BYTES // 128) + b"#")
    assert one(path).encode() + b"\n" == line * (MOST_BYTES // 128)
    assert read(str(path), ()).files[0].cut
    path.write_bytes(line * (MOST_BYTES // 128))
    assert not read(str(path), ()).files[0].cut
    path.write_bytes(b"#\n" * (MOST_LINES + 1))
    assert one(path).count("#") == MOST_LINES and read(str(path), ()).files[0].cut


def test_five_hundred_drop_ins(tmp_path: Path) -> None:
    paths = []
    for n in range(500):
        path = tmp_path / f"{n:03}.conf"
        path.write_text(f"[Service]\nEnvironment=A{n}=1\n")
        paths.append(str(path))
    text = read("", paths)
    assert [file.path for file in text.files] == paths and text.left_out == 0
    assert text.files[499].lines[1] == "Environment=A499=1"
    many = read("", paths[:1] * (MOST_FILES + 7))
    assert len(many.files) == MOST_FILES and many.left_out == 7


@pytest.mark.parametrize(
    "text",
    [
        f"Environment=PGPASSWORD={SECRET}",
        f'Environment="API_TOKEN={SECRET}" "LANG=C"',
        f"Environment=LANG=C 'DB_PASSWORD={SECRET}'",
        f"ExecStart=/bin/x --password {SECRET} --port 80",
        f"ExecStart=/bin/x --password \\\n   {SECRET} \\\n  --port 80",
        f"ExecStart=/bin/sh -c 'mysql -p{SECRET} db'",
        f"ExecStart=curl -u anna:{SECRET} https://x/",
        f"ExecStart=-/bin/curl https://anna:{SECRET}@x/",
        f"SetCredential=db:{SECRET}",
        f"SetCredential=db:\\\n{SECRET}\\\n",
        f"X-Password={SECRET}",
        f"Password = {SECRET}",
        f"# PASSWORD={SECRET}",
        f"Environment=PASSWORD={SECRET} \\",
    ],
)
def test_no_secret_leaves_the_room(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.service"
    path.write_text(f"[Service]\n{text}\nType=simple\n")
    shown = one(path)
    assert SECRET not in shown and "***" in shown
    assert shown.startswith("[Service]\n")


def test_what_is_no_secret_stays_as_it_is(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent.parent / "packaging/sptui-collect.service").read_text()
    text += "ExecStart=/bin/a \\\n  --b \\\n\n  # c\n;d\nLoadCredential=db:/run/keys/db\n"
    text += "Documentation=man:user@.service(5)\nPassCredentials=yes\nAfter=a@b:c.service\n"
    path = tmp_path / "a.service"
    path.write_text(text)
    assert one(path) == text.removesuffix("\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet="=\\\n ax:'\"[#", max_size=60).map(str.encode))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.service"
    path.write_bytes(data)
    (file,) = read(str(path), ()).files
    assert file.missing is None and not any("\n" in line for line in file.lines)
    if "***" not in "".join(file.lines):
        text = data.decode("utf-8", "replace")
        assert "\n".join(file.lines) == text.removesuffix("\n")
