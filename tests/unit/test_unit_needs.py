"""Dependencies of one unit: each other unit once, whichever way, the worst first."""

from hypothesis import given
from hypothesis import strategies as st

from sptui.model.unit import Unit, UnitFacts
from sptui.model.unit_details import Dependency, UnitDetails
from sptui.model.unit_needs import NEEDED_BY, NEEDS, ORDER, needed_by, needs, ordered

RUNS = Unit("a.service", "", "loaded", "active", "running")


def details(*depends: tuple[str, str]) -> UnitDetails:
    return UnitDetails(RUNS, UnitFacts(), dependencies=tuple([Dependency(*d) for d in depends]))


def test_each_once_with_all_that_binds_it_the_strongest_first() -> None:
    full = details(
        ("after", "b.service"), ("wants", "b.service"), ("requires", "b.service"),
        ("wants", "b.service"), ("after", "c.target"), ("before", "d.service"),
        ("wanted_by", "d.service"), ("wants", "a.service"),
    )  # fmt: skip
    units = {name: RUNS._replace(name=name) for name in ("b.service", "c.target", "d.service")}
    (b,) = needs(full, units)
    assert (b.unit, b.state, b.kinds) == ("b.service", "running", ("requires", "wants", "after"))
    (d,) = needed_by(full, units)
    assert (d.unit, d.kinds) == ("d.service", ("wanted_by", "before"))
    (c,) = ordered(full, units)
    assert (c.unit, c.kinds) == ("c.target", ("after",))


def test_the_worst_first_then_by_name() -> None:
    names = ("e", "d", "c", "b")
    units = {name: RUNS._replace(name=name) for name in names}
    units["c"] = units["c"]._replace(active="inactive", sub="dead")
    units["d"] = units["d"]._replace(active="failed", sub="failed")
    full = details(*[("wants", name) for name in (*names, "gone")])
    found = needs(full, units)
    assert [one.unit for one in found] == ["d", "c", "b", "e", "gone"]
    assert [one.absent for one in found] == [False] * 4 + [True]
    units["b"] = units["b"]._replace(load="not-found", active="inactive")
    assert needs(full, units)[2].absent


NAMES = st.sampled_from(("a.service", "b.service", "c.socket", "", "\x1b[31m"))
KINDS = st.sampled_from((*NEEDS, *NEEDED_BY, *ORDER, "joins_namespace_of", "who_knows"))


@given(st.lists(st.tuples(KINDS, NAMES), max_size=30))
def test_no_dependency_is_lost_or_told_twice(depends: list[tuple[str, str]]) -> None:
    full = details(*depends)
    lists = (needs(full, {}), needed_by(full, {}), ordered(full, {}))
    for found in lists:
        told = [one.unit for one in found]
        assert len(told) == len(set(told)) and all(one.kinds for one in found)
    known = {*NEEDS, *NEEDED_BY, *ORDER}
    wanted = {name for kind, name in depends if kind in known and name != "a.service"}
    assert {one.unit for found in lists for one in found} == wanted
