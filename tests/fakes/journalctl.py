"""A journalctl that needs no journal: python journalctl.py FOLDER ARGUMENTS...

FOLDER/entries has one entry of JSON a line, in the journal's order; more may be added at the end
while it is followed. FOLDER/how, where it is there, says how it is wrong:
{"lacks": ["--option", ...], "err": "...", "status": 1, "killed_after": 3,
"hangs": true, "grep": "no"}. FOLDER/asked gets a line for each call."""

import fnmatch
import json
import os
import re
import signal
import struct
import sys
import time

_ALWAYS = ("__CURSOR", "__REALTIME_TIMESTAMP", "__MONOTONIC_TIMESTAMP", "__SEQNUM", "__SEQNUM_ID",
           "_BOOT_ID")  # fmt: skip
_SHORT = {"-u": "--unit", "-p": "--priority", "-b": "--boot", "-g": "--grep", "-k": "--dmesg",
          "-n": "--lines", "-r": "--reverse", "-f": "--follow"}  # fmt: skip


def main(folder, argv):
    with open(f"{folder}/asked", "a", encoding="utf-8") as file:
        file.write(json.dumps(argv) + "\n")
    how = json.loads(read(f"{folder}/how") or "{}")
    options, matches = parsed(argv)
    for option in how.get("lacks", ()):
        if option in options:
            fail(f"journalctl: unrecognized option '{option}={options[option]}'")
    if {"--since", "--cursor"} <= set(options):
        fail("Please specify only one of --since=, --cursor=, and --after-cursor=.")
    if "--grep" in options and how.get("grep") == "no":
        fail("Compiled without pattern matching support")
    if how.get("err"):
        sys.stderr.write(how["err"])
    if how.get("status"):
        sys.exit(how["status"])
    while how.get("hangs"):
        time.sleep(1)
    if "--list-boots" in options:
        return boots(folder)
    told = entries(folder, 0)
    if "--follow" in options:  # of this boot, where none is named
        options.setdefault("--boot", "0")
    if options.get("--boot") == "0":
        options["--boot"] = told[-1].get("_BOOT_ID", "") if told else ""
    show(folder, how, options, wanted(options, matches))
    return None


def parsed(argv):
    options, matches = {}, []
    for word in argv:
        if word.startswith("-") and word != "-":
            name, _, value = word.partition("=")
            name = _SHORT.get(name, name)
            options[name] = (*options.get(name, ()), value) if name == "--unit" else value
        else:
            matches.append(word)
    return options, matches


def show(folder, how, options, wants):
    told = entries(folder, 0)
    at = place(told, options.get("--cursor", ""))
    reverse, lines = "--reverse" in options, options.get("--lines")
    if reverse:
        chosen = [each for each in told[: at + 1 if "--cursor" in options else None] if wants(each)]
        chosen.reverse()
    else:
        chosen = [each for each in told[at:] if wants(each)]
    if lines and not reverse and "--cursor" not in options:
        chosen = chosen[-int(lines) :] if int(lines) else []
    elif lines:
        chosen = chosen[: int(lines)]
    since = float(options.get("--since", "@0")[1:]) * 1e6
    if reverse:
        chosen = [each for each in chosen if int(each["__REALTIME_TIMESTAMP"]) >= since]
    put(chosen, how, options)
    count = len(told)
    while "--follow" in options:
        new = entries(folder, count)
        count += len(new)
        put([each for each in new if wants(each)], how, options)
        time.sleep(0.01)
    if not chosen and "--grep" in options:
        sys.exit(1)


def put(chosen, how, options):
    fields = options.get("--output-fields", "").split(",") if "--output-fields" in options else None
    for number, each in enumerate(chosen):
        if number == how.get("killed_after"):
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        if "raw" in each:  # a line that is no entry at all
            sys.stdout.write(each["raw"] + "\n")
        elif options.get("--output") == "export":
            export(each)
        else:
            kept = {k: v for k, v in each.items() if fields is None or k in _ALWAYS or k in fields}
            sys.stdout.write(json.dumps(kept, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def export(each):
    out = sys.stdout.buffer
    for name, value in each.items():
        data = bytes(value) if isinstance(value, list) else str(value).encode()
        if isinstance(value, list) or b"\n" in data:
            out.write(name.encode() + b"\n" + struct.pack("<Q", len(data)) + data + b"\n")
        else:
            out.write(name.encode() + b"=" + data + b"\n")
    out.write(b"\n")


def wanted(options, matches):
    units = [unit if "." in unit else unit + ".service" for unit in options.get("--unit", ())]
    worst = int((options.get("--priority") or "7").split("..")[-1])
    ignore = options.get("--case-sensitive", "yes") in ("no", "false", "0")
    grep = re.compile(options.get("--grep", ""), re.IGNORECASE if ignore else 0)
    fields = [match.partition("=") for match in matches]
    until = float(options.get("--until", "@9e15")[1:]) * 1e6

    def wants(each):
        if "raw" in each:
            return True
        unit = each.get("UNIT") or each.get("_SYSTEMD_UNIT") or ""
        message = each.get("MESSAGE")
        return (
            (not units or any(fnmatch.fnmatchcase(unit, name) for name in units))
            and int(each.get("PRIORITY", "6")) <= worst
            and options.get("--boot", "") in ("", each["_BOOT_ID"])
            and int(each["__REALTIME_TIMESTAMP"]) <= until
            and (
                isinstance(message, str) and grep.search(message) is not None
                if grep.pattern
                else True
            )
            and all(each.get(name) == value for name, _, value in fields)
        )

    return wants


def entries(folder, first):
    """Those whose line is whole, from that number on."""
    text = read(f"{folder}/entries")
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].split("\n")[first:] if line]


def place(told, cursor):
    """The number of the entry, or of the one after where it was."""
    if not cursor:
        return 0
    if "i=" not in cursor:
        fail("Failed to seek to cursor: Invalid argument")
    seq = number(cursor)
    found = [n for n, each in enumerate(told) if number(each.get("__CURSOR", "")) >= seq]
    return found[0] if found else len(told)


def number(cursor):
    return int(cursor.partition("i=")[2].partition(";")[0] or "0", 16)


def boots(folder):
    ids = {}
    for each in entries(folder, 0):
        ids.setdefault(each["_BOOT_ID"], []).append(int(each["__REALTIME_TIMESTAMP"]))
    rows = [
        {"index": n + 1 - len(ids), "boot_id": id, "first_entry": at[0], "last_entry": at[-1]}
        for n, (id, at) in enumerate(ids.items())
    ]
    print(json.dumps(rows))


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def fail(words):
    sys.stderr.write(words + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
