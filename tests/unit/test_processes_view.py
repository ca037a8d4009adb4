"""The rows of Resources in the order asked for: sorted, filtered, as a tree, with an identity."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sptui.model.cursor import place
from sptui.model.fuzzy import finder, match
from sptui.model.process import Process, Processes, ProcessRow, ServiceRow, Socket
from sptui.model.processes_view import (
    SORTS,
    TABS,
    Listed,
    listed,
    most_first,
    moved_bps,
    next_sort,
    next_tab,
    sort_of,
)
from sptui.model.resources import How, Resources, Span
from tests.ui.kiwi_resources import overview, resources

NAN = float("nan")
FIGURE = st.none() | st.sampled_from((0.0, 1.5, 7.0, NAN)) | st.floats(0, 1e9)
NAME = st.sampled_from(("nginx", "Nginx", "postgres", "sh", "", "a b")) | st.text(max_size=8)


@st.composite
def process_rows(draw: st.DrawFn) -> list[ProcessRow]:
    """Parents are any of them, none that is there, themselves, or in a circle."""
    pids = draw(st.lists(st.integers(1, 40), unique=True, max_size=14))
    rows = []
    for pid in pids:
        argv = tuple(draw(st.lists(NAME, max_size=3)))
        process = Process(
            pid=pid,
            start=draw(st.integers(0, 9)),
            parent=draw(st.integers(0, 45)),
            name=draw(NAME),
            state="S",
            uid=0,
            user=draw(st.sampled_from(("root", "nobody", "ben"))),
            nice=0,
            threads=draw(st.integers(1, 5)),
            kernel=False,
            cpu_ticks=0,
            rss_bytes=draw(st.integers(0, 5)),
            read_bytes=None,
            write_bytes=None,
            argv=argv,
            unit=draw(st.sampled_from(("", "nginx.service", "user@1000.service"))),
        )
        rows.append(ProcessRow(process, draw(FIGURE), draw(FIGURE), draw(FIGURE), 1.0))
    return rows


def looked(
    rows: object = (), services: object = (), sockets: object = (), total: int = 0
) -> Resources:
    seen = Processes(0.0, total, tuple(rows), tuple(services), tuple(sockets), ())
    return resources()._replace(processes=seen)


def identities(rows: list[ProcessRow]) -> list[tuple[int, int]]:
    return [(row.process.pid, row.process.start) for row in rows]


def value_of(row: ProcessRow, sort: str) -> float | str | None:
    p = row.process
    return {
        "cpu": row.cpu_pct,
        "memory": p.rss_bytes,
        "io": moved_bps(row),
        "tasks": p.threads,
        "age": row.age_s,
        "name": p.name.lower(),
        "pid": p.pid,
        "user": p.user.lower(),
    }[sort]


# ---------------------------------------------------------------- sorting


@given(process_rows(), st.sampled_from(SORTS["processes"]))
def test_rows_are_sorted(rows: list[ProcessRow], sort: str) -> None:
    found = listed(looked(rows), How("processes", sort))
    assert sorted(found.keys) == sorted(identities(rows))
    assert list(found.keys) == identities(list(found.processes))
    values = [value_of(row, sort) for row in found.processes]
    known = [value for value in values if value is not None and value == value]
    assert values[: len(known)] == known, "what is not known comes last"
    assert known == sorted(known, reverse=most_first(sort))
    for one, other in zip(found.processes, found.processes[1:], strict=False):
        if value_of(one, sort) == value_of(other, sort) and sort != "pid":
            assert one.process.name.lower() <= other.process.name.lower()


@given(process_rows(), st.randoms())
def test_the_order_does_not_depend_on_the_order_read(
    rows: list[ProcessRow], chance: object
) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    for how in (How("processes"), How("processes", "user"), How("processes", tree=True)):
        assert listed(looked(rows), how).keys == listed(looked(mixed), how).keys


def test_services_by_each_column() -> None:
    def service(unit: str, cpu: float | None, age: float) -> ServiceRow:
        return ServiceRow(unit, cpu, 5, cpu, 1, cpu, age, False)

    rows = [service("b", 1.0, 5.0), service("A", 1.0, 9.0), service("c", None, 1.0)]
    view = looked(services=rows)
    orders = {sort: listed(view, How("services", sort)).keys for sort in SORTS["services"]}
    assert orders == {
        "cpu": ("A", "b", "c"),
        "memory": ("A", "b", "c"),
        "io": ("A", "b", "c"),
        "tasks": ("A", "b", "c"),
        "pressure": ("A", "b", "c"),
        "age": ("A", "b", "c"),
        "name": ("A", "b", "c"),
    }
    turned = [row._replace(cpu_pct=cpu) for row, cpu in zip(rows, (1.0, 0.5, 3.0), strict=True)]
    assert listed(looked(services=turned), How()).keys == ("c", "b", "A")


def test_sockets_one_row_an_address_and_port() -> None:
    sockets = (
        Socket("tcp", "::", 80, 7, "nginx"),
        Socket("tcp", "0.0.0.0", 80, 7, "nginx"),
        Socket("tcp", "0.0.0.0", 80, 9, "nginx"),  # a worker with a socket of its own
        Socket("udp", "0.0.0.0", 53, None, ""),
    )
    view = looked(sockets=sockets)
    assert listed(view, How("sockets")).keys == (
        ("udp", "0.0.0.0", 53),
        ("tcp", "0.0.0.0", 80),
        ("tcp", "::", 80),
    )
    assert [s.pid for s in listed(view, How("sockets")).sockets] == [None, 7, 7]
    assert listed(view, How("sockets", "name")).keys[-1] == ("udp", "0.0.0.0", 53)
    assert listed(view, How("sockets", "pid")).keys[-1] == ("udp", "0.0.0.0", 53)
    assert listed(view, How("sockets")).total == 3


def test_sockets_by_user() -> None:
    view = resources()
    found = listed(view, How("sockets", "user"))
    users = {row.process.pid: row.process.user for row in view.processes.rows}  # type: ignore[union-attr]
    named = [users.get(socket.pid, "") for socket in found.sockets if socket.pid]
    assert named == sorted(named) and found.sockets[-1].pid is None


def test_devices_are_told_kind_by_kind() -> None:
    found = listed(resources(), How("devices", "cpu"))
    assert found.keys[:6] == ("core 0", "core 1", "core 2", "core 3", "load ", "pressure cpu")
    assert found.keys[-6:-2] == ("disk sdb", "disk dm-0", "link eth0", "link lo")
    assert listed(resources(), How("devices", filter="disk")).keys == (
        "disk sda",
        "disk sdb",
        "disk dm-0",
    )


def test_s_goes_through_the_columns_of_the_list() -> None:
    for what in ("services", "processes", "sockets"):
        seen, sort = [], SORTS[what][0]
        for _ in SORTS[what]:
            seen.append(sort)
            sort = next_sort(what, sort)
        assert tuple(seen) == SORTS[what] and sort == SORTS[what][0]
    # A list that does not have the column is sorted by its first one: the key goes to the second.
    assert sort_of(How("sockets", "cpu")) == "port"
    assert next_sort("sockets", "cpu") == "name"
    assert next_sort("devices", "cpu") == "cpu"
    assert sort_of(How("devices", "cpu")) == ""


def test_tab_goes_through_the_lists() -> None:
    assert [next_tab(what) for what in TABS] == [*TABS[1:], TABS[0]]
    assert [next_tab(what, -1) for what in TABS] == [TABS[-1], *TABS[:-1]]
    assert next_tab("nonsense") in TABS


def test_nobody_looked_yet() -> None:
    nothing = Resources(overview(80), Span(60, None), {}, None)
    for what in TABS[:-1]:
        found = listed(nothing, How(what))
        assert found == Listed(what, (), 0, known=False)


# ---------------------------------------------------------------- filter


@given(st.text(alphabet="abcABC.*\\[]^-é", max_size=5), st.text("abcABC.*\\[]^-\né ", max_size=25))
def test_a_finder_finds_what_match_does(word: str, text: str) -> None:
    by_line = any(match(word, line) is not None for line in text.split("\n"))
    assert finder(word)(text) == by_line


def test_a_finder_is_quick_on_what_nearly_matches() -> None:
    assert not finder("aaaaaaaaaaaaaaab")("a" * 4000)


@given(process_rows(), st.sampled_from(("ng", "root", "nginx x", "user:root", "unit:nginx", "zz")))
def test_the_filter_leaves_what_has_all_words(rows: list[ProcessRow], filter: str) -> None:
    found = listed(looked(rows), How("processes", filter=filter))
    left = set(found.keys)
    for row in rows:
        p = row.process
        fine = True
        for word in filter.split():
            if word.startswith("user:"):
                fine &= p.user == word[5:]
            elif word.startswith("unit:"):
                fine &= p.unit in (word[5:], word[5:] + ".service")
            else:
                told = (p.name, str(p.pid), p.user, p.unit)
                fine &= any(match(word, text) for text in told) or word in " ".join(p.argv).lower()
        assert ((p.pid, p.start) in left) == fine
    assert found.total == len(rows)


def test_letters_in_order_are_not_enough_in_a_command_line() -> None:
    view = resources()
    assert len(listed(view, How("processes", filter="postgres")).keys) == 2
    assert listed(view, How("processes", filter="app.ini forgejo")).keys == ((6001, 600100),)
    assert listed(view, How("processes", filter="pid:812")).keys == ((812, 81200),)
    assert listed(view, How("services", filter="unit:nginx")).keys == ("nginx.service",)
    assert listed(view, How("services", filter="unit:nginx.service")).keys == ("nginx.service",)
    assert len(listed(view, How("services", filter="unit:")).keys) == len(
        listed(view, How("services")).keys
    )
    assert len(listed(view, How("sockets", filter="port:443")).keys) == 2
    assert len(listed(view, How("sockets", filter="user:forgejo")).keys) == 1
    assert len(listed(view, How("sockets", filter="nginx")).keys) == 3


# ---------------------------------------------------------------- tree


@given(process_rows(), st.sampled_from(SORTS["processes"]), st.sampled_from(("", "root", "ng")))
@settings(max_examples=300)
def test_a_tree_is_whole(rows: list[ProcessRow], sort: str, filter: str) -> None:
    view = looked(rows)
    flat = listed(view, How("processes", sort, filter=filter))
    found = listed(view, How("processes", sort, tree=True, filter=filter))
    assert sorted(found.keys) == sorted(flat.keys)
    assert len(found.depths) == len(found.ends) == len(found.keys)
    parents = {row.process.pid: row.process.parent for row in rows}
    path: list[int] = []
    for row, depth in zip(found.processes, found.depths, strict=True):
        assert depth <= len(path)
        del path[depth:]
        if path:  # the one above is the nearest ancestor that is shown
            at, between = parents[row.process.pid], []
            while at != path[-1]:
                between.append(at)
                at = parents[at]
            assert not {pid for pid, _ in found.keys} & set(between)
        path.append(row.process.pid)


@given(process_rows())
def test_a_tree_says_who_is_the_last_child(rows: list[ProcessRow]) -> None:
    found = listed(looked(rows), How("processes", tree=True))
    for n, (depth, last) in enumerate(zip(found.depths, found.ends, strict=True)):
        later = next((d for d in found.depths[n + 1 :] if d <= depth), -1)
        assert last == (later != depth)


@given(process_rows())
def test_siblings_keep_the_order(rows: list[ProcessRow]) -> None:
    found = listed(looked(rows), How("processes", "name", tree=True))
    flat = {key: n for n, key in enumerate(listed(looked(rows), How("processes", "name")).keys)}
    by_depth: dict[int, int] = {}
    for key, depth in zip(found.keys, found.depths, strict=True):
        for deeper in [d for d in by_depth if d > depth]:
            del by_depth[deeper]
        assert flat[key] > by_depth.get(depth, -1)
        by_depth[depth] = flat[key]


@given(process_rows())
def test_what_uses_most_is_on_top_however_deep(rows: list[ProcessRow]) -> None:
    found = listed(looked(rows), How("processes", "cpu", tree=True))
    flat = listed(looked(rows), How("processes", "cpu"))
    if flat.keys:
        roots = [n for n, depth in enumerate(found.depths) if depth == 0]
        first_tree = found.keys[: roots[1]] if len(roots) > 1 else found.keys
        assert flat.keys[0] in first_tree


def test_a_deep_tree_is_no_recursion() -> None:
    first = resources().processes.rows[0]  # type: ignore[union-attr]
    chain = [
        first._replace(process=first.process._replace(pid=n, start=n, parent=n - 1))
        for n in range(1, 5001)
    ]
    found = listed(looked(chain), How("processes", tree=True))
    assert found.depths == tuple(range(5000))


# ---------------------------------------------------------------- identity


def test_the_cursor_stays_on_its_thing() -> None:
    keys = ("a", "b", "c")
    assert place(keys, "c", 0) == 2
    assert place(keys, "gone", 1) == 1
    assert place(keys, "gone", 9) == 2
    assert place(keys, None, 1) == 1
    assert place((), "a", 3) == 0
