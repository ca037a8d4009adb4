"""How a unit is, in one sentence on the status line."""

import pytest

from sptui.model.msg import msg
from sptui.model.unit import UnitFile
from sptui.paint import services
from sptui.paint.words import say
from tests.ui.kiwi import NOW
from tests.ui.kiwi_units import USE, units

GONE = msg("unit.said", text="bus gone")


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("hyperkitty", {}, "hyperkitty.service failed 41 min ago: exit code 1; restarted 5 times"),
        ("nginx", {}, "nginx.service: running for 12 d. Web server."),
        ("sshd", {}, "sshd.service: running for 12 d. Signing in hangs on it. Remote login."),
        ("nixos-upgrade", {}, "nixos-upgrade.service: stopped for 5 d. Automatic upgrade."),
        ("nixos-upgrade", {"job": "start"}, "nixos-upgrade.service: waits for its turn (start)."),
        ("nginx", {"sub": "exited"}, "nginx.service: ran, and ended well 12 d ago. Web server."),
        ("nginx", {"active": "activating", "sub": "start"}, "nginx.service: starting for 12 d."),
        ("nginx", {"active": "deactivating"}, "nginx.service: stopping for 12 d."),
        ("nginx", {"active": "reloading"}, "nginx.service: reloading for 12 d."),
        ("nginx", {"active": "inactive", "load": "masked"}, "nginx.service: masked, nothing can"),
        ("nginx", {"load": "not-found", "active": "inactive"}, "nginx.service: not there; other"),
        ("nginx", {"following": "httpd.service"}, "nginx.service: another name of httpd.service"),
        ("nginx", {"active": "activating", "sub": "auto-restart"}, "nginx.service fails again and"),
        ("nginx", {"description": "nginx.service"}, "nginx.service: running for 12 d."),
    ],
)
def test_how_a_unit_is_in_a_sentence(name: str, changes: dict[str, str], said: str) -> None:
    seen = units()
    name = f"{name}.service"
    seen = seen._replace(rows={**seen.rows, name: seen.rows[name]._replace(**changes)})
    sentence = services.at_rest(seen, USE, name, NOW)
    assert sentence and say(sentence).startswith(said)


def test_the_sentence_of_what_is_no_loaded_unit() -> None:
    files = {
        "spare.service": "disabled",
        "shut.service": "masked",
        "httpd.service": "alias",
        "x@.service": "static",
    }
    paths = {"httpd.service": "/etc/systemd/system/nginx.service"}
    seen = units(
        files={name: UnitFile(name, paths.get(name, name), state) for name, state in files.items()}
    )
    said = [services.at_rest(seen, USE, name, NOW) for name in files]
    assert [say(each) if each else "" for each in said] == [
        "spare.service: not loaded, since nothing needs it now.",
        "shut.service: masked, nothing can start it.",
        "httpd.service: another name of nginx.service.",
        "x@.service: a template; with a name after the @ it is a unit.",
    ]
    assert services.at_rest(seen, USE, "nowhere.service", NOW) is None
    timer = services.at_rest(seen, USE, "acme-renew-kiwi.example.timer", NOW)
    assert timer and say(timer).startswith("acme-renew-kiwi.example.timer: starts acme.service in")
    stale = services.at_rest(units(why=GONE, at=NOW - 300), USE, "nginx.service", NOW)
    assert stale and say(stale) == "Unit states are 5 min old: bus gone."
