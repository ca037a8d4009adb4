"""The scan of the unit folders, over made-up ones. What systemd itself says of the like is held
against it in tests/rig/test_unit_files.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from sptui.system.unit_files import UnitFiles
from tests.contract.unit_tree import (
    ETC,
    LIB,
    LOCAL,
    PLAIN,
    RUN,
    WANTED,
    WANTS,
    drop_ins,
    lay,
    settled,
    states,
)

__all__ = ["settled"]


# ---------------------------------------------------------------- states


def test_every_state(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/enabled.service": WANTED,
            f"{WANTS}/enabled.service": "->/usr/lib/systemd/system/enabled.service",
            f"{LIB}/enabled-run.service": WANTED,
            f"{RUN}/a.target.wants/enabled-run.service": "->/usr/lib/systemd/system/no-matter",
            "opt/linked.service": PLAIN,
            f"{ETC}/linked.service": "->/opt/linked.service",
            f"{RUN}/linked-run.service": "->/opt/linked-run.service",
            "opt/linked-run.service": PLAIN,
            f"{LIB}/real.service": PLAIN,
            f"{LIB}/alias.service": "->real.service",
            f"{ETC}/masked.service": "->/dev/null",
            f"{LIB}/masked.service": PLAIN,
            f"{RUN}/masked-run.service": "->/dev/null",
            f"{ETC}/empty.service": "",
            f"{LIB}/static.service": PLAIN,
            f"{LIB}/disabled.service": WANTED,
            f"{LIB}/also.service": "[Install]\nAlso=static.service\n",
            f"{LIB}/other-name.service": PLAIN,
            f"{ETC}/its-name.service": "->/usr/lib/systemd/system/other-name.service",
            "run/systemd/generator/generated.service": PLAIN,
            "run/systemd/generator.late/late.mount": PLAIN,
            "run/systemd/transient/transient.service": PLAIN,
            f"{LIB}/bad.service": "[Unit\n",
            f"{ETC}/away.service": "->/opt/away.service",
        },
    )
    assert states(tmp_path) == {
        "enabled.service": "enabled",
        "enabled-run.service": "enabled-runtime",
        "linked.service": "linked",
        "linked-run.service": "linked-runtime",
        "real.service": "static",  # a name that comes with the package makes it no other state
        "alias.service": "alias",
        "masked.service": "masked",
        "masked-run.service": "masked-runtime",
        "empty.service": "masked",
        "static.service": "static",
        "disabled.service": "disabled",
        "also.service": "indirect",
        "other-name.service": "indirect",
        "its-name.service": "alias",
        "generated.service": "generated",
        "late.mount": "generated",
        "transient.service": "transient",
        "bad.service": "bad",
        "away.service": "bad",
    }


def test_templates_and_instances(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a@.service": WANTED + "DefaultInstance=x\n",
            f"{WANTS}/a@x.service": "->/usr/lib/systemd/system/a@.service",
            f"{LIB}/b@.service": WANTED,
            f"{WANTS}/b@y.service": "->/usr/lib/systemd/system/b@.service",
            f"{LIB}/c@.service": WANTED,
            f"{LIB}/c@z.service": WANTED,
            f"{LIB}/g.target.wants/d@v.service": "->../d@.service",
            f"{LIB}/d@.service": PLAIN,
            f"{WANTS}/nobody@n.service": "->/usr/lib/systemd/system/nobody@.service",
        },
    )
    found = UnitFiles(str(tmp_path)).scan()
    assert {name: file.state for name, file in found.items()} == {
        "a@.service": "enabled",
        "a@x.service": "enabled",
        "b@.service": "indirect",  # started as something, but not as what it says itself
        "b@y.service": "enabled",
        "c@.service": "disabled",
        "c@z.service": "disabled",
        "d@.service": "static",
        "d@v.service": "static",
    }
    assert found["b@y.service"].path == f"/{LIB}/b@.service"


def test_the_first_folder_counts(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a.service": PLAIN,
            f"{LOCAL}/a.service": WANTED,
            f"{LIB}/b.service": WANTED,
            f"{RUN}/b.service": PLAIN,
            f"{ETC}/c.service": WANTED,
            f"{RUN}/c.service": "->/dev/null",
            "run/systemd/transient/d.service": PLAIN,
            f"{ETC}/d.service": WANTED,
            "run/systemd/generator.late/e.service": PLAIN,
            f"{LIB}/e.service": PLAIN,
        },
    )
    found = UnitFiles(str(tmp_path)).scan()
    assert {name: (file.path[1:], file.state) for name, file in found.items()} == {
        "a.service": (f"{LOCAL}/a.service", "disabled"),
        "b.service": (f"{RUN}/b.service", "static"),
        "c.service": (f"{ETC}/c.service", "disabled"),
        "d.service": ("run/systemd/transient/d.service", "transient"),
        "e.service": (f"{LIB}/e.service", "static"),
    }


def test_the_file_that_counts_is_the_one_that_systemd_loads(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a.service": PLAIN,
            f"{LIB}/b.service": "->a.service",
            f"{ETC}/c.service": "->/usr/lib/systemd/system/b.service",
            f"{ETC}/linked.service": "->/opt/deep/linked.service",
            "opt/deep/linked.service": PLAIN,
            f"{ETC}/masked.service": "->/dev/null",
            f"{LIB}/masked.service.d/a.conf": PLAIN,
        },
    )
    found = UnitFiles(str(tmp_path)).scan()
    assert {name: file.path[1:] for name, file in found.items()} == {
        "a.service": f"{LIB}/a.service",
        "b.service": f"{LIB}/a.service",
        "c.service": f"{LIB}/a.service",
        "linked.service": f"{ETC}/linked.service",
        "masked.service": f"{ETC}/masked.service",
    }
    assert found["masked.service"].drop_ins == ()


def test_a_folder_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    lay(
        tmp_path, {f"{LIB}/a.service": PLAIN, f"{LIB}/b.service": "->/lib/systemd/system/a.service"}
    )
    (tmp_path / "lib").symlink_to("usr/lib")
    found = UnitFiles(str(tmp_path)).scan()
    assert [file.path for file in found.values()] == [f"/{LIB}/a.service"] * 2


def test_links_into_the_store_of_nixos(tmp_path: Path) -> None:
    units = "nix/store/9-system-units"
    lay(
        tmp_path,
        {
            "nix/store/1-unit-a.service/a.service": WANTED,
            "nix/store/2-unit-b.service/b.service": PLAIN,
            "nix/store/3-unit-m.service/m.service": "->/dev/null",
            f"{units}/a.service": "->/nix/store/1-unit-a.service/a.service",
            f"{units}/b.service": "->/nix/store/2-unit-b.service/b.service",
            f"{units}/m.service": "->/nix/store/3-unit-m.service/m.service",
            f"{units}/other.service": "->b.service",
            f"{units}/multi-user.target.wants/a.service": "->../a.service",
            f"{units}/b.service.d/overrides.conf": PLAIN,
        },
    )
    (tmp_path / "etc/systemd").mkdir(parents=True)
    (tmp_path / ETC).symlink_to(f"../../{units}")
    found = UnitFiles(str(tmp_path)).scan()
    assert {name: file.state for name, file in found.items()} == {
        "a.service": "enabled",
        "b.service": "linked",
        "m.service": "masked",
        "other.service": "alias",
    }
    for name in ("b.service", "other.service"):
        assert found[name].drop_ins == (f"/{units}/b.service.d/overrides.conf",)


# ---------------------------------------------------------------- drop-ins


def test_drop_ins_of_every_level_by_their_names(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a-b.service": PLAIN,
            f"{LIB}/z.service": PLAIN,
            f"{LIB}/service.d/50-type.conf": PLAIN,
            f"{LIB}/a-.service.d/40-prefix.conf": PLAIN,
            f"{LIB}/a-b.service.d/60-own.conf": PLAIN,
            f"{ETC}/a-b.service.d/10-own.conf": PLAIN,
            f"{ETC}/a-b.service.d/readme": PLAIN,
            f"{ETC}/a-b.service.d/.70-hidden.conf": PLAIN,
        },
    )
    assert drop_ins(tmp_path, "a-b.service") == [
        f"{ETC}/a-b.service.d/10-own.conf",
        f"{LIB}/a-.service.d/40-prefix.conf",
        f"{LIB}/service.d/50-type.conf",
        f"{LIB}/a-b.service.d/60-own.conf",
    ]
    assert drop_ins(tmp_path, "z.service") == [f"{LIB}/service.d/50-type.conf"]


def test_of_drop_ins_with_the_same_name_the_first_folder_s_counts_then_the_most_special(
    tmp_path: Path,
) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a-b.service": PLAIN,
            f"{LIB}/a-b.service.d/x.conf": PLAIN,
            f"{ETC}/a-.service.d/x.conf": PLAIN,
            f"{RUN}/a-b.service.d/y.conf": PLAIN,
            f"{RUN}/a-.service.d/y.conf": PLAIN,
            f"{ETC}/service.d/y.conf": PLAIN,
        },
    )
    assert drop_ins(tmp_path, "a-b.service") == [
        f"{ETC}/a-.service.d/x.conf",
        f"{RUN}/a-b.service.d/y.conf",
    ]


def test_drop_ins_of_templates_and_other_names(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/t@.service": PLAIN,
            f"{WANTS}/t@x.service": "->/usr/lib/systemd/system/t@.service",
            f"{LIB}/t@.service.d/a.conf": PLAIN,
            f"{LIB}/t@x.service.d/b.conf": PLAIN,
            f"{LIB}/real.service": PLAIN,
            f"{LIB}/alias.service": "->real.service",
            f"{LIB}/alias.service.d/c.conf": PLAIN,
        },
    )
    both = [f"{LIB}/t@.service.d/a.conf", f"{LIB}/t@x.service.d/b.conf"]
    assert drop_ins(tmp_path, "t@x.service") == both
    assert drop_ins(tmp_path, "t@.service") == both[:1]
    assert drop_ins(tmp_path, "real.service") == [f"{LIB}/alias.service.d/c.conf"]
    assert drop_ins(tmp_path, "alias.service") == [f"{LIB}/alias.service.d/c.conf"]


T, U, W = f"{LIB}/t@.service", f"{LIB}/u@.service", f"{LIB}/w@.service"
CHANGED = {f"{LIB}/{name}@x.service.d/{name}.conf": PLAIN for name in "tuvw"}


@pytest.mark.parametrize(
    ("more", "changes"),
    [
        # another name of the template is one of each of its instances
        ({U: "->t@.service"}, {"t@x": "tu", "u@x": "tu"}),
        ({U: "->t@.service", W: "->u@.service"}, {"t@x": "tuw", "u@x": "tuw", "w@x": "tuw"}),
        # a link of one instance is found by the name that it leads to, and by itself
        ({U: "->t@.service", f"{LIB}/v@x.service": "->t@.service"}, {"t@x": "tuv", "u@x": "tu"}),
        # an instance that is something else by itself is none of the template
        ({U: "->t@.service", W: PLAIN, f"{ETC}/u@x.service": f"->/{W}"}, {"t@x": "t", "u@x": "uw"}),
        ({U: "->t@.service", f"{LIB}/t@x.service": PLAIN}, {"t@x": "t", "u@x": "tu"}),
        ({f"{LIB}/u@x.service": "->t@.service", f"{LIB}/t@x.service": PLAIN}, {"u@x": "tu"}),
        ({f"{LIB}/u@x.service": "->t@x.service"}, {"t@x": "tu", "u@x": "tu"}),
        # what is masked has no other names
        ({U: "->t@.service", f"{ETC}/u@x.service": "->/dev/null"}, {"t@x": "t", "u@x": ""}),
        ({U: "->/dev/null"}, {"t@x": "t", "u@x": ""}),
        ({U: "->t@.service", f"{ETC}/t@.service": "->/dev/null"}, {"t@x": "", "u@x": ""}),
    ],
)
def test_drop_ins_of_instances_of_which_the_template_has_other_names(
    tmp_path: Path, more: dict[str, str], changes: dict[str, str]
) -> None:
    """All of it as systemd 257 loads them."""
    wanted = {f"{WANTS}/{name}@x.service": f"->/{T}" for name in "tuw"}
    lay(tmp_path, {T: PLAIN, **CHANGED, **wanted, **more})
    found = {name: drop_ins(tmp_path, f"{name}.service") for name in changes}
    assert found == {
        name: [f"{LIB}/{each}@x.service.d/{each}.conf" for each in which]
        for name, which in changes.items()
    }


def test_of_an_instance_that_is_its_own_the_name_asked_for_comes_first(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            T: PLAIN,
            f"{LIB}/t@x.service": PLAIN,
            f"{LIB}/u@x.service": "->t@.service",
            f"{LIB}/t@x.service.d/a.conf": PLAIN,
            f"{LIB}/u@x.service.d/a.conf": PLAIN,
        },
    )
    assert drop_ins(tmp_path, "u@x.service") == [f"{LIB}/u@x.service.d/a.conf"]
    assert drop_ins(tmp_path, "t@x.service") == [f"{LIB}/t@x.service.d/a.conf"]


def test_drop_ins_change_what_comes_at_boot(tmp_path: Path) -> None:
    install = "[Install]\nWantedBy=a.target\n"
    lay(
        tmp_path,
        {
            f"{LIB}/a.service": PLAIN,
            f"{ETC}/a.service.d/x.conf": install,
            f"{LIB}/b.service": WANTED,
            f"{ETC}/b.service.d/x.conf": "[Install]\nWantedBy=\n",
            f"{LIB}/c.service": PLAIN,
            f"{ETC}/c.service.d/x.conf": "->/dev/null",
            f"{LIB}/c.service.d/x.conf": install,
            f"{LIB}/d.service": PLAIN,
            f"{ETC}/d.service.d/x.conf": "[Unit\n",
            f"{LIB}/e-f.service": PLAIN,
            f"{ETC}/e-.service.d/x.conf": install,
        },
    )
    assert states(tmp_path) == {
        "a.service": "disabled",
        "b.service": "static",
        "c.service": "static",
        "d.service": "bad",
        "e-f.service": "static",  # those of a prefix have no say in it
    }


def test_five_hundred_drop_ins(tmp_path: Path) -> None:
    lay(tmp_path, {f"{LIB}/a.service": PLAIN})
    lay(tmp_path, {f"{ETC}/a.service.d/{n:04}.conf": PLAIN for n in range(500)})
    assert drop_ins(tmp_path, "a.service") == [f"{ETC}/a.service.d/{n:04}.conf" for n in range(500)]
