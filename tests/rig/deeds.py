"""What can be done to units, each from a state that systemd's own command made: what it has to
plan, and how systemd has to say it is afterwards. The same by whatever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from tests.rig.machine import remove, shown, systemctl, write

# A unit whose file lies in /etc can't be masked: see test_do.py.
FOLDER = "/usr/lib/systemd/system"
UNIT, TIMER, RAN = "deed.service", "deed.timer", "deed-ran.service"
DROP_IN = "/srv/deed.conf"
_FILES = {
    UNIT: "[Unit]\nDescription=Deed\n[Service]\nExecStart=/bin/sleep infinity\n"
    "ExecReload=/bin/touch /run/deed-reloaded\n[Install]\nWantedBy=multi-user.target\n",
    TIMER: f"[Timer]\nOnCalendar=2099-01-01\nUnit={RAN}\n",
    RAN: "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n",
}
_CONTENT = "[Service]\nEnvironment=DEED=done\n"


class Deed(NamedTuple):
    """`before` is what systemctl is told first, `commands` what has to be planned, in words;
    `after` are properties of `judged` as systemctl then shows them, and `text` the beginning of the
    outcome. `opposite` takes it back."""

    action: str
    target: str
    settings: Mapping[str, str]
    before: tuple[str, ...]
    commands: tuple[str, ...]
    after: Mapping[str, str]
    text: str
    opposite: str = ""
    judged: str = UNIT

    @property
    def name(self) -> str:
        """For the test's id."""
        return " ".join([self.action, *[f"{n}={v}" for n, v in self.settings.items()]])


def _of(action: str, *before: str, **more: object) -> Deed:
    verb = action.partition(".")[2]
    plain = Deed(action, UNIT, {}, before, (f"systemctl {verb} {UNIT}",), {}, f"{UNIT}: ")
    return plain._replace(**more)  # type: ignore[arg-type]


_RUNS = {"ActiveState": "active", "SubState": "running"}
_RELOAD = "systemctl daemon-reload"

DEEDS = (
    _of("unit.start", after=_RUNS, text=f"{UNIT}: running since", opposite="unit.stop"),
    _of(
        "unit.stop",
        f"start {UNIT}",
        after={"ActiveState": "inactive"},
        text=f"{UNIT}: stopped",
        opposite="unit.start",
    ),
    _of("unit.restart", f"start {UNIT}", after=_RUNS, text=f"{UNIT}: running since"),
    _of("unit.try-restart", f"start {UNIT}", after=_RUNS, text=f"{UNIT}: running since"),
    _of("unit.reload", f"start {UNIT}", after=_RUNS, text=f"{UNIT}: running since"),
    _of(
        "unit.kill",
        f"start {UNIT}",
        settings={"signal": "KILL", "whom": "main"},
        commands=(f"systemctl kill --kill-whom=main --signal=SIGKILL {UNIT}",),
        after={"ActiveState": "failed", "Result": "signal"},
    ),
    _of(
        "unit.reset-failed",
        f"start {UNIT}",
        f"kill --signal=SIGKILL {UNIT}",
        after={"ActiveState": "inactive", "Result": "success"},
        text=f"{UNIT}: stopped",
    ),
    _of(
        "unit.enable",
        settings={"now": "yes"},
        commands=(
            f"systemctl enable --no-reload {UNIT}",
            _RELOAD,
            f"systemctl start {UNIT}",
        ),
        after={**_RUNS, "UnitFileState": "enabled"},
        text=f"{UNIT}: enabled",
        opposite="unit.disable",
    ),
    _of(
        "unit.disable",
        f"enable {UNIT}",
        commands=(f"systemctl disable --no-reload {UNIT}", _RELOAD),
        after={"UnitFileState": "disabled"},
        text=f"{UNIT}: disabled",
        opposite="unit.enable",
    ),
    _of(
        "unit.mask",
        settings={"runtime": "yes"},
        commands=(f"systemctl mask --no-reload --runtime {UNIT}", _RELOAD),
        after={"LoadState": "masked"},
        opposite="unit.unmask",
    ),
    _of(
        "unit.unmask",
        f"mask --runtime {UNIT}",
        settings={"runtime": "yes"},
        commands=(f"systemctl unmask --no-reload --runtime {UNIT}", _RELOAD),
        after={"LoadState": "loaded"},
        opposite="unit.mask",
    ),
    _of(
        "unit.edit",
        settings={"from": DROP_IN, "runtime": "yes"},
        commands=("", _RELOAD),
        after={"Environment": "DEED=done"},
        text="",
        opposite="unit.revert",
    ),
    _of(
        "timer.run",
        f"start {TIMER}",
        target=TIMER,
        commands=(f"systemctl start {RAN}",),
        after={"ActiveState": "active", "SubState": "exited"},
        text=f"{RAN}: ran",
        judged=RAN,
    ),
    _of("unit.daemon-reload", target="", commands=(_RELOAD,), text="", judged=""),
)


@contextmanager
def stage(deed: Deed) -> Iterator[None]:
    """The units as they have to be before; afterwards nothing is left of them."""
    write(_FILES, FOLDER)
    write({DROP_IN: _CONTENT}, "/")
    try:
        systemctl("daemon-reload")
        for command in deed.before:
            systemctl(*command.split())
            if "kill" in command:
                until_failed()
        yield
    finally:
        systemctl("stop", *_FILES, check=False)
        systemctl("unmask", "--runtime", UNIT, check=False)
        systemctl("unmask", UNIT, check=False)
        systemctl("disable", UNIT, check=False)
        remove([*_FILES, f"{UNIT}.d"], FOLDER)
        remove([f"{UNIT}.d"], "/run/systemd/system")
        systemctl("daemon-reload")
        systemctl("reset-failed", check=False)


def until_failed() -> None:
    """The signal has arrived."""
    from tests.rig.machine import settled

    settled([UNIT], "failed")


def is_so(deed: Deed) -> Callable[[], bool]:
    """Whether systemd says of the unit what it should."""

    def there() -> bool:
        return not deed.after or shown(deed.judged, *deed.after) == dict(deed.after)

    return there
