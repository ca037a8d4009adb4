"""Wording of findings: `finding` what is wrong, `detail` the figure beside it in 24 cells where it
can, `reason` why it matters, `next` what to do, said after "Next: "."""

from __future__ import annotations

HEALTH: dict[str, str] = {
    "finding.disk_space": "{mount} is nearly full",
    "detail.disk_space": "{free_bytes:size} free of {total_bytes:size}",
    "reason.disk_space": "Only {free_pct:pct} of {mount} can still be written. Mail, databases and "
    "upgrades stop when nothing is left.",
    "next.disk_space": "see what takes the space there (du -xhd1), then move or delete it.",
    "finding.disk_full": "{mount} is full",
    "detail.disk_full": "{free_bytes:size} free of {total_bytes:size}",
    "reason.disk_full": "Nothing more can be written to {mount}: what saves data there fails now.",
    "next.disk_full": "see what takes the space there (du -xhd1), then move or delete it.",
    "finding.disk_inodes": "{mount} runs out of inodes",
    "detail.disk_inodes": "{free:count} of {total:count} left",
    "reason.disk_inodes": "Every file takes one inode, and {free_pct:pct} of those of {mount} are "
    "left. Then no file can be made there, whatever space is free.",
    "next.disk_inodes": "find the folder with very many small files (du --inodes -xd1), clear it.",
    "finding.disk_readonly": "{mount} is read-only",
    "detail.disk_readonly": "{fstype} on {source}",
    "reason.disk_readonly": "Nothing can be saved on {mount}. The kernel turns a file system "
    "read-only after an error, to keep what is there.",
    "next.disk_readonly": "read the error first (journalctl -kp err), then check its disk.",
    "finding.disk_silent": "{mount} doesn't answer",
    "detail.disk_silent": "{source}",
    "reason.disk_silent": "How full {mount} is can't be said: {why}.",
    "next.disk_silent": "see whether {source} is still there; if not, umount -l lets go of it.",
    "finding.memory_low": "Memory is short",
    "detail.memory_low": "{available_bytes:mem} of {total_bytes:mem} left",
    "reason.memory_low": "Only {available_bytes:mem} of memory can still be given out. When none "
    "is left, the kernel ends a process.",
    "next.memory_low": "see who takes it (ps aux --sort=-rss); restart or stop that service.",
    "finding.pressure_memory": "Work waits for memory",
    "detail.pressure_memory": "{pct:pct} of the last minute",
    "reason.pressure_memory": "For {pct:pct} of the last minute something stood still until memory "
    "was freed.",
    "next.pressure_memory": "see who takes it (ps aux --sort=-rss); restart or stop that service.",
    "finding.pressure_io": "Work waits for the disks",
    "detail.pressure_io": "{pct:pct} of the last minute",
    "reason.pressure_io": "For {pct:pct} of the last minute something stood still until a disk had "
    "read or written.",
    "next.pressure_io": "see who reads and writes (iotop -o, or pidstat -d 2).",
    "finding.memory_oom": "Out of memory: a process was ended",
    "detail.memory_oom": "{count:count} in the last {window_s:age}",
    "reason.memory_oom": "The kernel ended {count:count} {count:process|processes} to get memory "
    "back. What they were doing is lost.",
    "next.memory_oom": "read which it was (journalctl -kg 'Out of memory'), and if it is back.",
    "finding.clock": "Clock is not synchronised",
    "detail.clock": "no time service sets it",
    "reason.clock": "No time service sets this clock, so it drifts. Certificates, codes to sign in "
    "and the times of backups rely on it.",
    "next.clock": "ask the time service (timedatectl timesync-status, chronyc tracking).",
    "finding.no_address": "No network address",
    "detail.no_address": "and no route",
    "reason.no_address": "No interface has an address: this machine reaches nobody, and nobody "
    "reaches it.",
    "next.no_address": "see whether the links are up (ip -br link), then restart the network.",
    "finding.no_route": "No way out of the local network",
    "detail.no_route": "no default route",
    "reason.no_route": "Without a default route only the local network is in reach: no mail, no "
    "certificates, no upgrades.",
    "next.no_route": "see the routes (ip route), then restart the network.",
    "finding.gateway": "The gateway doesn't answer",
    "detail.gateway": "{gateway} on {interface}",
    "reason.gateway": "The way out leads over {gateway}, and nothing on {interface} has that "
    "address.",
    "next.gateway": "see whether the link and the address are right (ip -br addr, ip neigh).",
    "finding.resolver": "No name server answers",
    "detail.resolver": "{resolvers}",
    "reason.resolver": "Names can't be looked up: mail, certificates and upgrades fail, though the "
    "network itself may be well.",
    "next.resolver": "ask one yourself (getent hosts example.org); see /etc/resolv.conf.",
    "finding.no_resolver": "No name server is set",
    "detail.no_resolver": "none in /etc/resolv.conf",
    "reason.no_resolver": "Names can't be looked up: mail, certificates and upgrades fail, though "
    "the network itself may be well.",
    "next.no_resolver": "put one into the network's configuration, or into /etc/resolv.conf.",
    "finding.no_way_in": "No way in for an administrator",
    "detail.no_way_in": "no password, no SSH key",
    "reason.no_way_in": "No account that may administer has a usable password or an SSH key: once "
    "you have left, nobody can sign in.",
    "next.no_way_in": "set a password (passwd) or add an SSH key before you leave.",
    "finding.not_asked": "{what}: unknown",
    "reason.not_asked": "{what} could not be read: {why}. So nobody can say whether it is well.",
    "next.not_asked": "try the same as root; if that does not help, the reason is above.",
    # What a probe asks, as it is named in front of ": unknown" and in lists of what can't be had.
    "probe.memory": "Memory",
    "probe.pressure.memory": "Pressure on memory",
    "probe.pressure.io": "Pressure on disks",
    "probe.oom_kills": "Kills for lack of memory",
    "probe.mounts": "File systems",
    "probe.clock": "State of the clock",
    "probe.routes": "Routes",
    "probe.resolvers": "Name servers",
    "probe.ways_in": "Accounts",
    "probe.ways_in.passwords": "Passwords",
    "probe.ways_in.keys": "SSH keys",
    "finding.sampler_failed": "Figures can't be read",
    "detail.sampler_failed": "{why}",
    "reason.sampler_failed": "Reading this machine failed: {why}. It is tried again at each tick.",
    "next.sampler_failed": "wait for the next tick; if it stays, leave and look at sptui status.",
    "finding.sampler_stopped": "Sampler stopped: figures stand still",
    "detail.sampler_stopped": "{why}",
    "reason.sampler_stopped": "Reading this machine ended with an error in sptui itself: {why}.",
    "next.sampler_stopped": "leave with q and start sptui again; the log has the rest.",
    "finding.config": "Setting {key} is ignored",
    "finding.config_file": "A configuration is ignored",
    "detail.config": "{place}",
    "reason.config": "{place}: {why}. All other settings hold.",
    "next.config": "correct it; sptui config check says whether it is right then.",
}
