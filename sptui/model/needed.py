"""Which units the machine's boot, a login or the network hang on: ending one of them may shut its
admin out. By name, since only the unit's own files could tell, and few of them do.

Sources: bootup(7), systemd.special(7), the units of systemd 257, of Debian 13 and of NixOS 26.05.
"""

from functools import lru_cache
from typing import Literal

Need = Literal["boot", "login", "network", ""]

_BOOT = frozenset(
    {
        "init.scope", "-.mount", "-.slice", "boot.mount", "usr.mount", "var.mount", "etc.mount",
        "nix.mount", "nix-store.mount", "run-wrappers.mount", "suid-sgid-wrappers.service",
        "system.slice", "default.target", "graphical.target", "multi-user.target", "basic.target",
        "sysinit.target", "local-fs.target", "local-fs-pre.target", "cryptsetup.target",
        "sockets.target", "paths.target", "slices.target", "swap.target", "timers.target",
        "lvm2-monitor.service", "lvm2-lvmpolld.service", "mdmonitor.service",
        "kmod-static-nodes.service", "ldconfig.service",
    }
)  # fmt: skip
_BOOT_STARTS = (
    "initrd-", "systemd-cryptsetup", "systemd-fsck", "systemd-journald", "systemd-modules-load",
    "systemd-remount-fs", "systemd-sysusers", "systemd-tmpfiles-setup", "systemd-udev",
    "zfs-import", "zfs-mount",
)  # fmt: skip
_LOGIN = frozenset(
    {
        "sshd.service", "sshd.socket", "ssh.service", "ssh.socket", "sshd-keygen.service",
        "dropbear.service", "dropbear.socket", "dbus.service", "dbus.socket", "dbus-broker.service",
        "systemd-user-sessions.service", "user.slice", "getty.target", "console-getty.service",
        "nscd.service", "sssd.service", "nslcd.service", "systemd-homed.service",
        "polkit.service", "display-manager.service", "gdm.service", "sddm.service",
        "lightdm.service",
    }
)  # fmt: skip
_LOGIN_STARTS = (
    "systemd-logind", "systemd-userdbd", "getty@", "autovt@", "serial-getty@", "container-getty@",
    "user@", "user-runtime-dir@", "sshd@",
)  # fmt: skip
_NETWORK = frozenset(
    {
        "network.target", "network-online.target", "network-pre.target", "network-setup.service",
        "network-local-commands.service", "networking.service", "network.service",
        "nss-lookup.target", "dhcpcd.service", "dhclient.service", "connman.service", "iwd.service",
        "firewall.service", "firewalld.service", "nftables.service", "iptables.service",
        "ufw.service", "netfilter-persistent.service", "shorewall.service", "resolvconf.service",
    }
)  # fmt: skip
_NETWORK_STARTS = (
    "systemd-networkd", "systemd-resolved", "NetworkManager", "network-addresses-", "network-link-",
    "wpa_supplicant", "ifup@", "wg-quick@", "wireguard-", "openvpn-client@",
)  # fmt: skip


@lru_cache(8192)
def needed_for(name: str) -> Need:
    """What hangs on the unit `name`: the boot, a login, the network; "" for none of them."""
    if name in _BOOT or name.startswith(_BOOT_STARTS):
        return "boot"
    if name in _LOGIN or name.startswith(_LOGIN_STARTS):
        return "login"
    if name in _NETWORK or name.startswith(_NETWORK_STARTS):
        return "network"
    return ""
