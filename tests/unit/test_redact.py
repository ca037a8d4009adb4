"""A secret in a command line never leaves: wherever one is known to stand, and whatever it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.system import redact as module
from sptui.system.redact import BOUND, MARK, redact, redact_name
from sptui.system.secret_names import is_secret

Place = Callable[[str], list[str]]

# A secret begins with a mark that nothing else here has, so that half of one is found too.
HEAD = "Zq7"
ANY = st.text(min_size=3, max_size=30).map(lambda text: HEAD + text)
WORD = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="\"'\\`"), min_size=3
).map(lambda text: HEAD + text)
TOKEN = st.text("abcdefXYZ0123456789+/=_.-", min_size=3, max_size=40).map(lambda text: HEAD + text)

# Whole arguments: any text at all.
ARGUMENTS: dict[str, Place] = {
    "long option": lambda s: ["prog", "--password", s, "-v"],
    "long option, joined": lambda s: ["prog", f"--password={s}", "-v"],
    "one dash": lambda s: ["prog", f"-password={s}"],
    "slash and colon": lambda s: ["prog", f"/password:{s}"],
    "key": lambda s: ["prog", "--b2-key", s],
    "api key": lambda s: ["prog", f"--api-key={s}"],
    "access key": lambda s: ["prog", "--s3-secret-access-key", s, "--s3-access-key-id", s],
    "token": lambda s: ["prog", "--github-token-value", s],
    "secret": lambda s: ["prog", f"--secret-thing={s}"],
    "passphrase": lambda s: ["gpg", "--batch", "--passphrase", s],
    "flag between": lambda s: ["prog", "--password", "--token", s],
    "password command": lambda s: ["restic", "--password-command", f"echo {s}"],
    "rclone.args": lambda s: ["restic", "-o", f"rclone.args=serve restic --pass {s} x:y"],
    "rclone serve": lambda s: ["rclone", "serve", "restic", "--user", "x", "--pass", s],
    "rclone create": lambda s: ["rclone", "config", "create", "r", "s3", "secret_access_key", s],
    "environment": lambda s: ["env", f"RESTIC_PASSWORD={s}", "restic", "backup"],
    "PGPASSWORD": lambda s: ["env", f"PGPASSWORD={s}", "psql"],
    "MYSQL_PWD": lambda s: [f"MYSQL_PWD={s}"],
    "AWS": lambda s: [f"AWS_SECRET_ACCESS_KEY={s}", f"AWS_ACCESS_KEY_ID={s}"],
    "docker -e": lambda s: ["docker", "run", "-e", f"DB_PASSWORD={s}", "image"],
    "bearer": lambda s: ["curl", "-H", f"Authorization: Bearer {s}", "https://x"],
    "header": lambda s: ["curl", "--header", f"X-Api-Key: {s}"],
    "header, joined": lambda s: ["curl", f"--header=X-Thing: {s}"],
    "header of wget": lambda s: ["wget", f"--header=Authorization: Basic {s}"],
    "curl -u": lambda s: ["curl", "-u", f"me:{s}", "https://x"],
    "curl -su": lambda s: ["curl", "-sSu", f"me:{s}"],
    "curl -u, attached": lambda s: ["curl", f"-ume:{s}"],
    "curl --user": lambda s: ["/usr/bin/curl", "--user", f"me:{s}"],
    "curl cookie": lambda s: ["curl", "-b", f"session={s}"],
    "curl data": lambda s: ["curl", "-d", f"user=x&thing={s}"],
    "sshpass": lambda s: ["sshpass", "-p", s, "ssh", "host"],
    "sshpass, attached": lambda s: ["timeout", "5", "sshpass", f"-p{s}", "ssh", "host"],
    "mysql": lambda s: ["sudo", "mysql", "-u", "root", f"-p{s}", "db"],
    "mysqladmin": lambda s: ["mysqladmin", "-u", "root", "password", f"n{s}"],
    "mongo": lambda s: ["mongodump", "-u", "x", "-p", s],
    "docker login": lambda s: ["docker", "login", "-u", "x", "-p", s],
    "redis": lambda s: ["redis-cli", "-a", s, "ping"],
    "ldap": lambda s: ["ldapsearch", "-D", "cn=x", "-w", s],
    "htpasswd": lambda s: ["htpasswd", "-bB", "/etc/x", "user", f"n{s}"],
    "wpa": lambda s: ["wpa_passphrase", "net", f"n{s}"],
    "mc": lambda s: ["mc", "alias", "set", "m", "https://h", "name", f"n{s}"],
    "7z": lambda s: ["7z", "a", f"-p{s}", "x.7z"],
    "java": lambda s: ["java", f"-Djavax.net.ssl.keyStorePassword={s}", "-jar", "x"],
    "openssl": lambda s: ["openssl", "enc", "-pass", f"pass:{s}"],
    "openssl -passin": lambda s: ["openssl", "rsa", "-passin", f"pass:{s}"],
    "json": lambda s: ["prog", json.dumps({"user": "x", "password": s, "n": 1})],
    "json, tight": lambda s: ["prog", json.dumps({"api_key": s}, separators=(",", ":"))],
    "json, ascii or not": lambda s: ["x", json.dumps({"password": s}, ensure_ascii=False)],
    "json in json": lambda s: ["prog", json.dumps(json.dumps({"password": s}))],
    "private key": lambda s: ["prog", f"-----BEGIN OPENSSH PRIVATE KEY-----\n{s}\n-----END"],
}
# Parts of an argument: no blanks, and no quotes.
WORDS: dict[str, Place] = {
    "title": lambda s: [f"prog: worker --password {s} --port 3"],
    "title, joined": lambda s: [f"prog: worker --password={s} --port 3"],
    "title of curl": lambda s: [f"curl -s -H Authorization: Bearer {s} https://x"],
    "title of sshpass": lambda s: [f"sshpass -p {s} ssh host"],
    "title with an apostrophe": lambda s: [f"it's me --password {s} and more"],
    "conninfo": lambda s: ["psql", f"host=x password={s} user=y"],
    "shell": lambda s: ["sh", "-c", f"mysql -u root -p{s} db < x"],
    "shell, quoted": lambda s: ["bash", "-lc", f"PGPASSWORD='{s}' psql -h x"],
    "shell, two deep": lambda s: ["ssh", "host", f"sh -c 'curl -u \"me:{s}\" https://x'"],
    "shell in shell": lambda s: ["sh", "-c", f'sh -c "curl -H \\"X-Token: {s}\\" https://x"'],
    "echo": lambda s: ["sh", "-c", f"echo n{s} | docker login -u x --password-stdin"],
    "sftp.command": lambda s: ["restic", "-o", f"sftp.command=sshpass -p {s} ssh x -s sftp"],
    "cookie in a title": lambda s: [f"curl -H Cookie: a=b; session={s} https://x"],
}
TOKENS: dict[str, Place] = {
    "mount option": lambda s: ["mount.cifs", "//h/x", "/m", "-o", f"user=x,password={s},vers=3"],
    "query": lambda s: ["wget", f"https://h/x?a=b&access_token={s}&c=d"],
    "connection string": lambda s: ["rclone", "lsd", f":s3,secret_access_key='{s}':bucket"],
    "option of an option": lambda s: ["helm", "install", "--set", f"a=b,db.password={s}"],
    "npm": lambda s: ["npm", "config", "set", f"//registry.npmjs.org/:_authToken={s}"],
    "smb": lambda s: ["smbclient", "//h/x", "-U", f"me%{s}"],
    "yaml": lambda s: ["prog", f"password: {s}"],
    "python": lambda s: ["python3", "-c", f"import x; x.go(password = '{s}')"],
}
URL = st.text("abcXYZ0123456789-._~!$&()*+,;=%:@", min_size=3, max_size=30).map(HEAD.__add__)
URLS: dict[str, Place] = {
    "url": lambda s: ["git", "clone", f"https://me:{s}@host/x.git"],
    "rest": lambda s: ["restic", "-r", f"rest:https://me:{s}@host:8000/", "backup"],
    "no user": lambda s: ["prog", f"redis://:{s}@host:6379/0"],
    "in an option": lambda s: ["prog", f"--database=postgresql://me:{s}@host/db?x=1"],
    "in a title": lambda s: [f"celery -b amqp://me:{s}@host// worker"],
    "in json": lambda s: ["prog", json.dumps({"url": f"https://me:{s}@host/"})],
    "dsn": lambda s: ["prog", f"me:{s.replace('@', '')}@tcp(host)/db"],
}


def finds(place: Place, secret: str) -> None:
    argv = place(secret)
    out = redact(argv)
    assert len(out) == len(argv)
    assert HEAD not in "\0".join(out), out
    assert redact(out) == out


@pytest.mark.parametrize("name", ARGUMENTS)
@given(ANY)
def test_an_argument_that_is_a_secret_goes(name: str, secret: str) -> None:
    finds(ARGUMENTS[name], secret)


@pytest.mark.parametrize("name", WORDS)
@given(WORD)
def test_a_secret_within_a_text_goes(name: str, secret: str) -> None:
    finds(WORDS[name], secret)


@pytest.mark.parametrize("name", TOKENS)
@given(TOKEN)
def test_a_secret_within_a_list_goes(name: str, secret: str) -> None:
    finds(TOKENS[name], secret)


@pytest.mark.parametrize("name", URLS)
@given(URL)
def test_a_secret_within_an_address_goes(name: str, secret: str) -> None:
    finds(URLS[name], secret)


@pytest.mark.parametrize(
    "argv",
    [
        ["/usr/lib/systemd/systemd", "--switched-root", "--system", "--deserialize=53"],
        ["nginx: worker process"],
        ["postgres: nextcloud nextcloud 127.0.0.1(51234) idle"],
        ["php-fpm: pool nextcloud"],
        ["sshd: anna [priv]"],
        ["restic", "-r", "/backup", "--password-file", "/etc/restic.pw", "check"],
        ["restic", "--password-file=/etc/restic.pw", "--verbose", "backup", "/var/lib"],
        ["RESTIC_PASSWORD_FILE=/etc/x", "restic"],
        ["restic", "-r", "rest:https://host:8000/x", "snapshots"],
        ["mysqld", "--basedir=/usr", "--port", "3306", "--socket=/run/mysqld/mysqld.sock"],
        ["mysql", "-p", "db"],
        ["docker", "run", "-p", "80:80", "--name", "web", "nginx:1.27"],
        ["git", "clone", "ssh://git@host:22/x.git"],
        ["git", "clone", "git@host:x/y.git"],
        ["curl", "-sS", "-o", "/tmp/x", "https://host:8443/@name/x"],
        ["ssh", "-p", "22", "-o", "PasswordAuthentication=no", "-i", "/root/.ssh/id", "host"],
        ["sshd", "-D", "-h", "/etc/ssh/ssh_host_ed25519_key", "-o", "HostKey=/etc/x"],
        ["ps", "aux", "--sort", "-%cpu"],
        ["sh", "-c", "echo hello | grep 'h e' && ls \"$HOME\""],
        ["java", "-Xmx1g", "-cp", "/a.jar:/b.jar", "-Dfile.encoding=UTF-8", "org.x.Main"],
        ["python3", "-c", "import sys; print(sys.argv, 'a b')"],
        ["rsync", "-a", "--password-file=/x", "a/", "host::b/"],
        ["docker", "pull", "x/y:1.0@sha256:0123456789abcdef"],
        ["agetty", "--noclear", "tty1", "linux"],
        ["prog", "--keyboard", "us", "--monkey=1", "--bypass", "x", "--compass=n", "--passive"],
        ["docker", "login", "--password-stdin", "host"],
        ["it's", "", "a \\ b", "\udcff\x1b[0m", '"'],
        [],
    ],
    ids=lambda argv: " ".join(argv)[:40],
)
def test_what_is_no_secret_stays(argv: list[str]) -> None:
    assert redact(argv) == tuple(argv)


def test_what_stands_beside_a_secret_stays() -> None:
    assert redact(["git", "clone", "https://me:pw@host/x.git"])[2] == "https://me:***@host/x.git"
    assert redact(["sshpass", "-p", "x", "ssh", "host"]) == ("sshpass", "-p", MARK, "ssh", "host")
    assert redact(["mysql", "-pgeheim", "db"]) == ("mysql", "-p***", "db")
    assert redact(["curl", "-H", "Authorization: Bearer x", "https://h"])[3] == "https://h"
    assert redact(["rclone", "Authorization:x", "y"])[2] == "y"  # no name: it has its value
    title = redact(["prog: --password x --port 3"])[0]
    assert title == "prog: --password *** --port 3"
    assert redact(['{"user": "anna", "password": "x", "n": 1}'])[0] == (
        '{"user": "anna", "password": "***", "n": 1}'
    )
    assert redact(["x", "user=a,password=b,vers=3"])[1] == "user=a,password=***,vers=3"


@pytest.mark.parametrize(
    "token",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789abcdefghijABCDEFGHIJ",
        "glpat-0123456789abcdefghij",
        "xoxb-123456789012-abcdef",
        "sk-0123456789abcdefghijklmn",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_0",
        "AGE-SECRET-KEY-1QQQQQQQQQQ",
    ],
)
def test_a_token_is_known_by_its_looks(token: str) -> None:
    assert token[8:] not in "".join(redact(["prog", token, f"x --thing {token} y"]))


_PIECES = [
    *("--password", "--token=", "-p", "-u", "curl", "mysql", "sshpass", "echo", "|", "rclone"),
    *(
        "https://",
        "@",
        ":",
        "//",
        '"',
        "'",
        "\\",
        " ",
        "\n",
        "=",
        ",",
        "password",
        "Authorization:",
    ),
    *("Bearer", "***", '{"key": "', "[", "x", "obscure", "-H", "login", "docker", "\udcff", ""),
]
_PIECE = st.sampled_from(_PIECES) | st.text(max_size=5)
_ARGV = st.lists(st.lists(_PIECE, max_size=8).map("".join) | _PIECE, max_size=12)


@given(_ARGV)
def test_any_arguments_are_taken_and_twice_is_as_once(argv: list[str]) -> None:
    once = redact(argv)
    assert len(once) == len(argv)
    assert redact(once) == once


def test_what_takes_too_many_passes_goes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    left = iter(range(10))
    monkeypatch.setattr(module, "_once", lambda argv: (f"x{next(left)}", "y"))
    assert redact(["a", "b"]) == (MARK, MARK)


@given(st.lists(st.text("abcdefghijklmno/-._0123456789", max_size=12), max_size=8))
def test_plain_words_are_what_they_were(words: list[str]) -> None:
    assert redact(["prog", *words]) == ("prog", *words)


@pytest.mark.parametrize(
    "piece", ["//", '"', "'", "\\", "a:b@", "password=", "key=,", '{"key": "', "--x ", "[" * 9]
)
def test_two_megabytes_take_no_time(piece: str) -> None:
    start = time.monotonic()
    text = piece * (2_000_000 // len(piece))
    assert redact([text]) == (MARK,)
    redact([text[: BOUND - 10]])
    assert len(redact([piece] * (2_000_000 // len(piece)))) == 2_000_000 // len(piece)
    assert time.monotonic() - start < 10


def test_what_lies_behind_the_bound_is_struck_out_unread() -> None:
    argv = ["prog", "x" * BOUND, "--port", "3"]
    assert redact(argv) == ("prog", MARK, MARK, MARK)


def test_a_name_may_be_the_beginning_of_a_title() -> None:
    assert redact_name("nginx") == "nginx"
    assert redact_name("kworker/0:1-ev") == "kworker/0:1-ev"
    assert redact_name("sshpass -p gehe") == "sshpass -p ***"


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("password", True),
        ("DB_PASS", True),
        ("keyStorePassword", True),
        ("access-key-id", True),
        ("b2-key", True),
        ("sshkey", True),
        ("MYSQL_PWD", True),
        ("password-file", False),
        ("keyfile", False),
        ("public-key", False),
        ("key-type", False),
        ("no-password", False),
        ("ask-become-pass", False),
        ("SSH_AUTH_SOCK", False),
        ("tokenizer", False),
        ("", False),
    ],
)
def test_names_of_secrets(name: str, secret: bool) -> None:
    assert is_secret(name) is secret
