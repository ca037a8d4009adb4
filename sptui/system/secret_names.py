"""Which names of options, variables and fields hold a secret, and in which programs a short option
or a place does. Tables only: `redact` walks by them."""

from __future__ import annotations

import re
from functools import lru_cache


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name with one of these anywhere in it, in small letters.
_ANYWHERE = ("password", "passwd", "passphrase", "passcode", "secret", "token", "credential")
_WORDS = _names(
    """pass pwd pw key keys psk auth authorization creds cred bearer cookie jwt otp pin passin
    passout sig signature"""
)
_ENDS = ("pass", "pwd", "key", "keys", "psk")
# What may follow such a word and leaves it a secret: access-key-id, key-data.
_AFTER = _names("id value data base64 b64 hex string plain")
_OTHERS = _names(
    """bypass compass trespass monkey hotkey hotkeys turnkey pubkey pubkeys publickey hostkey
    hostkeys"""
)
_NOT_SECRET_KEYS = _names(
    "public pub host known authorized sort primary foreign partition group hot"
)
# A name that ends so says where the secret lies, or how it is asked for.
_WHERE = _names(
    "file files filename path paths dir directory folder fd stdin authentication prompt"
)
_NO_VALUE = _names("no ask prompt without disable stdin")

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTS = re.compile(r"[^a-z0-9]+")


@lru_cache(2048)
def is_secret(name: str) -> bool:
    """Whether the value of an option, variable or field of this name is a secret."""
    words = [word for word in _PARTS.split(_CAMEL.sub("-", name).lower()) if word]
    if not words or words[-1] in _WHERE or words[-1].endswith("file") or words[0] in _NO_VALUE:
        return False
    if "ask" in words or words[-1].startswith(("tokeniz", "htpasswd")):
        return False
    if any(part in word for word in words for part in _ANYWHERE):
        return True
    last = len(words) - 1
    while last > 0 and words[last] in _AFTER:
        last -= 1
    word = words[last]
    if word in _OTHERS or (last > 0 and words[last - 1] in _NOT_SECRET_KEYS):
        return False
    return word in _WORDS or word.endswith(_ENDS)


# Names whose value is a command line, arguments and all, that carries secrets.
COMMANDS = frozenset({"rclone.args", "rclone.command"})

# Short options that take a secret, attached or as the next argument.
_MYSQL = _names(
    """mysql mysqldump mysqladmin mysqlimport mysqlcheck mysqlshow mysqlslap mysqlbinlog mysqlsh
    mycli mariadb mariadb-dump mariadb-admin mariadb-import mariadb-check mariadb-show
    mariadb-backup xtrabackup mydumper myloader"""
)
_MONGO = _names("mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop")
_LDAP = _names(
    """ldapsearch ldapadd ldapmodify ldapdelete ldapmodrdn ldapcompare ldapwhoami ldapexop"""
)
_SMB = _names("smbclient rpcclient smbget smbcacls smbpasswd net mount.cifs")
_SNMP = _names("snmpget snmpwalk snmpset snmpbulkwalk snmpgetnext snmptrap")
SHORT: dict[str, str] = {
    **dict.fromkeys(_MONGO, "p"),
    **dict.fromkeys(_LDAP, "w"),
    **dict.fromkeys(_SMB, "U"),
    **dict.fromkeys(_SNMP, "cAX"),
    "ldappasswd": "was",
    "sshpass": "p",
    "zip": "P",
    "unzip": "P",
    "redis-cli": "a",
    "valkey-cli": "a",
    "keydb-cli": "a",
    "openssl": "kK",
    "ipmitool": "P",
    "http": "a",
    "https": "a",
    "xh": "a",
    "lftp": "u",
    "ncftp": "p",
    "rdesktop": "p",
    "useradd": "p",
    "usermod": "p",
    "mosquitto_pub": "P",
    "mosquitto_sub": "P",
    "doctl": "t",
    "vncviewer": "p",
}
# The same, attached only: the next argument is something else.
ATTACHED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_MYSQL, ("-p",)),
    **dict.fromkeys(("7z", "7za", "7zr", "7zz"), ("-p",)),
    **dict.fromkeys(("rar", "unrar"), ("-hp", "-p")),
    **dict.fromkeys(("xfreerdp", "wlfreerdp"), ("/p:", "-p:")),
}
# Those whose -p is one only behind the word `login`.
LOGINS = _names("docker podman nerdctl buildah skopeo helm oc az cf")
# curl joins short options; these take an argument, and of these some a secret.
CURL_ARGUMENTS = frozenset("AbcCdDeEFhHKmoPQrtTuUwxXyYz")
CURL_SECRETS = frozenset("uUHbEd")
# Its long options with secrets that their names do not tell.
CURL_LONG = _names(
    """--user --proxy-user --header --proxy-header --cert --data --data-raw --data-binary
    --data-ascii --data-urlencode --form --form-string --json"""
)

# Programs that take `name value` without dashes.
BARE = _names("rclone nmcli wpa_cli iwctl iwconfig aws npm gh git pppd ngrok s3cmd gcloud wg")
# Programs that take a secret by its place: behind which word (None: at once), how many other words
# come first.
PLACES: dict[str, tuple[str | None, int]] = {
    "htpasswd": (None, 1),
    "wpa_passphrase": (None, 1),
    "mkpasswd": (None, 0),
    "mysqladmin": ("password", 0),
    "mariadb-admin": ("password", 0),
    "openssl": ("passwd", 0),
    "rclone": ("obscure", 0),
    "vault": ("login", 0),
    "mc": ("set", 2),
}
# In a shell's command: what they say may be a secret if one of these takes it.
ECHOES = frozenset({"echo", "printf"})
TAKES_ECHO = re.compile(r"stdin|sudo +-\w*S|chpasswd|passwd|cryptsetup|passphrase|login|askpass")

PROGRAMS = frozenset({*SHORT, *ATTACHED, *LOGINS, *BARE, *PLACES, *ECHOES, "curl"})

# What a key or token of a well-known maker looks like, wherever it stands.
KNOWN = re.compile(
    r"""\b(?:AKIA|ASIA)[0-9A-Z]{16}\b
    |\bgh[pousr]_\w{20,} |\bgithub_pat_\w{20,} |\bglpat-[\w-]{16,} |\bxox[abprs]-[\w-]{10,}
    |\bsk-[\w-]{20,} |\b[sr]k_(?:live|test)_\w{10,} |\bhf_\w{20,} |\bnpm_\w{30,}
    |\bAIza[\w-]{30,} |\bya29\.[\w-]{10,} |\bSG\.[\w-]{16,}\.[\w-]{16,}
    |\bAGE-SECRET-KEY-1\w+ |\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*
    |-----BEGIN\ [A-Z ]*PRIVATE\ KEY-----.*""",
    re.VERBOSE | re.DOTALL,
)
