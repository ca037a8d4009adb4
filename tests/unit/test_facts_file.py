"""facts.json: what its writer leaves is what its readers find, and nothing else hurts them."""

import json
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.config import load
from sptui.model.facts_file import (
    GROWTH_FRESH_S,
    FactsFile,
    Newer,
    Said,
    from_json,
    growth_at,
    seconds,
)
from sptui.model.health import Growth
from sptui.paint.status_json import rfc3339, status_data
from sptui.system.demo import GROWTH
from sptui.wire import sampler
from tests.fakes.schema import errors

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def demo() -> dict:
    view = sampler(load(None), demo=True).look()
    return json.loads(json.dumps(status_data(view)))


def test_what_was_left_is_what_is_found() -> None:
    view = sampler(load(None), demo=True).look()
    facts = from_json(demo())
    assert (facts.host, facts.at) == ("kiwi", view.now)
    assert [(said.level, said.title) for said in facts.findings] == [
        ("bad", "Archive of the mailing lists failed"),
        ("warning", "Clock is not synchronised"),
        ("warning", "Disk sdb will be full in 9 d"),
    ]
    assert facts.growth == GROWTH


def test_when_a_finding_began_is_kept() -> None:
    data = demo()
    data["health"]["findings"][0]["since"] = "2026-11-22T19:05:12+01:00"
    assert from_json(data).findings[0].since == seconds("2026-11-22T19:05:12+01:00")
    data["health"]["findings"][0]["since"] = "yesterday"
    assert from_json(data).findings[0].since is None


@pytest.mark.parametrize(
    "spoil",
    [
        {"schema": None},
        {"schema": "1"},
        {"host": 7},
        {"at": None},
        {"at": "soon"},
        {"health": []},
    ],
)
def test_what_must_be_there(spoil: dict) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        from_json({**demo(), **spoil})
    assert not isinstance(caught.value, Newer)


def test_of_a_later_schema_nothing_is_guessed() -> None:
    with pytest.raises(Newer):
        from_json({"schema": 2})


@given(JSON)
def test_any_json_is_facts_or_refused(data: object) -> None:
    with suppress(ValueError):
        assert isinstance(from_json(data), FactsFile)


@given(st.sampled_from(["health", "disks", "host", "at", "demo"]), JSON)
def test_one_part_of_rubbish_spoils_no_more_than_it_must(part: str, data: object) -> None:
    whole = from_json(demo())
    try:
        found = from_json({**demo(), part: data})
    except ValueError:
        assert part in ("health", "host", "at")
        return
    if part == "disks":
        assert found.findings == whole.findings
        assert all(isinstance(each, Growth) for each in found.growth)
    if part == "health":
        assert found.growth == whole.growth
        assert all(isinstance(each, Said) for each in found.findings)


@given(
    st.lists(JSON | st.fixed_dictionaries({"mount": JSON, "growth": JSON}), max_size=5),
    st.lists(JSON | st.fixed_dictionaries({"level": JSON, "title": JSON}), max_size=5),
)
def test_parts_that_make_no_sense_are_left_out(disks: list, findings: list) -> None:
    data = demo()
    health = {**data["health"], "findings": [*findings, *data["health"]["findings"]]}
    found = from_json({**data, "disks": [*disks, *data["disks"]], "health": health})
    assert found.growth[-3:] == GROWTH
    assert [said.title for said in found.findings[-2:]] == [
        "Clock is not synchronised",
        "Disk sdb will be full in 9 d",
    ]


def test_growth_of_last_year_is_none() -> None:
    facts = from_json(demo())
    assert growth_at(facts, facts.at + 3600) == GROWTH
    assert growth_at(facts, facts.at + GROWTH_FRESH_S + 1) == ()
    assert growth_at(facts, facts.at - GROWTH_FRESH_S - 1) == ()


@given(st.integers(0, 4_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_read_as_datetime_reads_it(at: int, zone: int) -> None:
    then = datetime.fromtimestamp(at, timezone(timedelta(minutes=zone)))
    assert seconds(then.isoformat()) == at


@given(st.integers(0, 4_000_000_000))
def test_a_moment_is_read_as_it_was_written(at: int) -> None:
    assert seconds(rfc3339(float(at))) == at


@given(st.text(max_size=30) | st.from_regex(r"\d+-\d+-\d+T\d+:\d+:\d+[+-]\d+:\d+", fullmatch=True))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(seconds(text), float)


def test_the_schema_that_is_told_to_others_holds_for_it() -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs/status.schema.json").read_text("utf-8"))
    assert list(errors(demo(), schema, schema)) == []
