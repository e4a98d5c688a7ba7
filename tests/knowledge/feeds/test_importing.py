"""Importing: the same feed changes nothing, changes make history, what vanished is withdrawn, nothing by half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.catalogue import FACTS, read_offers
from knowledge.feeds import importing
from knowledge.feeds.applying import MassWithdrawalError
from knowledge.feeds.delivery import open_delivery
from knowledge.feeds.importing import ImportReport, import_feed
from knowledge.feeds.records import FeedError
from knowledge.feeds.store import Store, StoreError, StoreLockedError
from tests.knowledge.feeds.catalogues import BROKEN_OFF, LINES, SOURCE, course, delivered, feed_file, state

FIRST_DAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 9, 9, tzinfo=UTC)
THREE = [course(1, "Accounting"), course(2, "Gardening", price="20 EUR"), course(3, "Python")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def batches_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)


def bring(store: Store, path: Path, records: list[object], **options: object) -> ImportReport:
    options.setdefault("now", FIRST_DAY)
    return import_feed(store, delivered(path / "feed.jsonl", records), SOURCE, **options)  # type: ignore[arg-type]


def counts(report: ImportReport) -> tuple[int, ...]:
    return report.new, report.changed, report.renewed, report.unchanged, report.withdrawn, report.returned


def test_a_first_import_brings_every_offer_with_its_evidence(store: Store, tmp_path: Path) -> None:
    report = bring(store, tmp_path, THREE)
    assert counts(report) == (3, 0, 0, 0, 0, 0)
    assert report.revision == store.revision() == 1
    offers = list(store.offers())
    assert [offer.id for offer in offers] == ["town-1", "town-2", "town-3"]
    assert offers[1].source == SOURCE
    assert offers[1].evidence("price").locator == "line 2, price"
    assert offers[1].evidence("price").quote == "20 EUR"


def test_the_same_feed_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    before = store.fingerprint()
    again = bring(store, tmp_path, THREE, now=NEXT_DAY)
    assert counts(again) == (0, 0, 0, 3, 0, 0)
    assert again.changes == 0
    assert (store.fingerprint(), store.revision()) == (before, 1)


def test_every_changed_field_is_in_the_history_with_both_values(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    changed = course(2, "Gardening at home", ects=3)
    report = bring(store, tmp_path, [THREE[0], changed, THREE[2]], now=NEXT_DAY)
    assert counts(report) == (0, 1, 0, 2, 0, 0)
    history = store.history("town-2")
    assert history is not None
    assert [(change.field, change.old, change.new) for change in history.changes] == [
        ("ects", None, "3.0"),
        ("price", '{"amount":20.0,"currency":"EUR"}', None),
        ("title", "Gardening", "Gardening at home"),
    ]
    assert {change.at for change in history.changes} == {NEXT_DAY}
    assert (history.first_seen, history.last_changed) == (FIRST_DAY.date(), NEXT_DAY.date())
    untouched = store.history("town-1")
    assert untouched is not None
    assert (untouched.changes, untouched.last_changed) == ((), FIRST_DAY.date())


def test_a_record_that_only_moved_is_no_change_but_its_evidence_is_found_again(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    report = bring(store, tmp_path, THREE[::-1])
    assert counts(report) == (0, 0, 2, 1, 0, 0)
    history = store.history("town-1")
    assert history is not None
    assert history.changes == ()
    assert history.offer.evidence("title").locator == "line 3, title"


def test_a_newer_date_of_the_source_is_shown_without_a_change_of_the_offers(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    newer = replace(SOURCE, date=date(2026, 11, 8))
    report = import_feed(store, delivered(tmp_path / "feed.jsonl", THREE), newer, now=NEXT_DAY)
    assert counts(report) == (0, 0, 3, 0, 0, 0)
    assert {offer.source.date for offer in store.offers()} == {date(2026, 11, 8)}
    assert report.revision == 2


def test_what_vanished_is_withdrawn_and_comes_back_with_the_feed(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    report = bring(store, tmp_path, THREE[:2], now=NEXT_DAY)
    assert counts(report) == (0, 0, 0, 2, 1, 0)
    assert [offer.id for offer in store.offers()] == ["town-1", "town-2"]
    gone = store.history("town-3")
    assert gone is not None
    assert gone.withdrawn_on == NEXT_DAY.date()
    back = bring(store, tmp_path, THREE, now=NEXT_DAY)
    assert counts(back) == (0, 0, 0, 2, 0, 1)
    assert len(list(store.offers())) == 3
    history = store.history("town-3")
    assert history is not None
    assert [(change.field, change.old, change.new) for change in history.changes] == [
        ("withdrawn_on", None, "2026-11-09"),
        ("withdrawn_on", "2026-11-09", None),
    ]


def test_of_two_records_with_one_id_the_first_counts_and_the_other_names_both_places(
    store: Store, tmp_path: Path, batches_of_two: None
) -> None:
    report = bring(store, tmp_path, [*THREE, course(1, "Another"), course(3, "A third"), course(3, "A fourth")])
    assert (report.read, report.accepted, report.rejected) == (6, 3, 3)
    assert {offer.title for offer in store.offers()} == {"Accounting", "Gardening", "Python"}
    rows = store.db.execute("SELECT locator, expected FROM rejections ORDER BY number").fetchall()
    assert [locator for locator, _ in rows] == ["line 4", "line 5", "line 6"]
    assert "line 1 has the same" in rows[0][1]
    assert "line 3 has the same" in rows[1][1]


def test_a_record_without_a_key_keeps_its_id_when_other_facts_change(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [course(None, "Accounting", price=5)])
    report = bring(store, tmp_path, [THREE[2], course(None, "Accounting", price=6)])
    assert counts(report) == (1, 1, 0, 0, 0, 0)


def test_our_own_file_of_offers_comes_back_with_the_ids_that_it_says(store: Store, tmp_path: Path) -> None:
    """So that a default source can be replaced by a newer edition of it, and what people noted is still found."""
    path = FACTS / "edx.jsonl.gz"
    report = import_feed(store, open_delivery(path), replace(SOURCE, id="edx"), now=FIRST_DAY)
    assert report.rejected == 0
    assert {offer.id for offer in store.offers()} == {offer.id for offer in read_offers(path)}


def test_a_wrong_record_is_counted_and_kept_with_its_reason(store: Store, tmp_path: Path) -> None:
    report = bring(store, tmp_path, [*THREE, {"key": 4, "title": "No provider"}, course(5, ects="many")])
    assert (report.read, report.accepted, report.rejected, report.doubts) == (5, 4, 1, 1)
    assert store.db.execute("SELECT locator, expected FROM rejections").fetchall() == [
        ("line 4", "the name of a provider in every record")
    ]
    assert store.db.execute("SELECT offer, field, locator, read FROM doubts").fetchall() == [
        ("town-5", "ects", "line 5, ects", "many")
    ]


def test_a_feed_that_breaks_off_withdraws_nothing_and_says_so(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    report = bring(store, tmp_path, [course(1, "Accounting 2"), BROKEN_OFF], now=NEXT_DAY)
    assert counts(report) == (0, 1, 0, 0, 0, 0)
    assert report.fault is not None
    assert "breaks off" in report.fault
    assert len(list(store.offers())) == 3
    assert [feed.fault for feed in store.feeds()] == [report.fault]
    # what was not read again still says the day it was read
    assert bring(store, tmp_path, THREE).fault is None


def test_a_feed_of_which_nothing_can_be_read_changes_nothing(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    before = store.fingerprint()
    with pytest.raises(FeedError, match="breaks off"):
        bring(store, tmp_path, [BROKEN_OFF])
    assert store.fingerprint() == before


def many(count: int) -> list[object]:
    return [course(number, f"Course {number}") for number in range(count)]


def test_most_of_a_feed_does_not_vanish_without_being_allowed_to(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, many(50))
    before = store.fingerprint()
    with pytest.raises(MassWithdrawalError, match=r"26 of the 50 offers.*--withdraw-many"):
        bring(store, tmp_path, many(24))
    assert store.fingerprint() == before
    assert counts(bring(store, tmp_path, many(25)))[4] == 25
    assert counts(bring(store, tmp_path, many(2), withdraw_many=True))[4] == 23


@pytest.mark.parametrize("held", [0, 3])
def test_a_feed_without_an_offer_is_refused_unless_allowed(store: Store, tmp_path: Path, held: int) -> None:
    if held:
        bring(store, tmp_path, THREE[:held])
    with pytest.raises(MassWithdrawalError, match=rf"holds no offer.*has {held} offers"):
        bring(store, tmp_path, [{"nothing": 1}])
    assert len(list(store.offers())) == held
    assert counts(bring(store, tmp_path, [{"nothing": 1}], withdraw_many=True))[4] == held


def test_an_id_that_another_feed_holds_is_not_taken_over(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, [course("a-1", "Of the town")])
    other = replace(SOURCE, id="town-a")
    report = import_feed(
        store, delivered(tmp_path / "b.jsonl", [course(1, "Other"), course(2)]), other, now=FIRST_DAY
    )
    assert (report.accepted, report.rejected) == (1, 1)
    assert [(offer.id, offer.title) for offer in store.offers()] == [
        ("town-a-1", "Of the town"),
        ("town-a-2", "Course"),
    ]
    assert "the feed 'town' holds it" in store.db.execute("SELECT expected FROM rejections").fetchone()[0]


def test_a_feed_that_was_withdrawn_comes_back_when_it_is_imported_again(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    assert store.withdraw("town", NEXT_DAY) == 3
    assert list(store.offers()) == []
    assert [(feed.offers, feed.withdrawn, feed.withdrawn_on) for feed in store.feeds()] == [(0, 3, NEXT_DAY.date())]
    assert store.withdraw("town", NEXT_DAY) == 0
    assert store.revision() == 2
    assert counts(bring(store, tmp_path, THREE)) == (0, 0, 0, 0, 0, 3)
    assert [feed.withdrawn_on for feed in store.feeds()] == [None]
    with pytest.raises(StoreError, match=r"no feed 'city'.*There are: town"):
        store.withdraw("city", NEXT_DAY)


@pytest.mark.parametrize("name", ["", "Town", "a b", "a_b", "-a", "a" * 41, "a\n"])
def test_a_feed_needs_a_plain_name(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="lower-case letters"):
        import_feed(store, delivered(tmp_path / "feed.jsonl", THREE), replace(SOURCE, id=name))


def test_the_second_of_two_importers_is_told_who_holds_the_lock(store: Store, tmp_path: Path) -> None:
    with Store.open(store.folder) as other, other.writing("importing the feed 'city'"):
        with pytest.raises(StoreLockedError, match=r"process \d+ \(importing the feed 'city'"):
            bring(store, tmp_path, THREE)
        assert list(store.offers()) == []
    assert bring(store, tmp_path, THREE).new == 3


def test_a_folder_is_one_feed_and_its_locators_name_the_file(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    (folder / "b").mkdir(parents=True)
    feed_file(folder / "a.jsonl", THREE[:1])
    feed_file(folder / "b" / "c.jsonl", THREE[1:])
    feed_file(folder / ".hidden", [course(9)])
    report = import_feed(store, open_delivery(folder, LINES), SOURCE)
    assert report.new == 3
    assert [offer.locator for offer in store.offers()] == [
        "a.jsonl, line 1",
        "b/c.jsonl, line 1",
        "b/c.jsonl, line 2",
    ]


def test_a_file_of_a_folder_that_cannot_be_read_stops_no_other_and_withdraws_nothing(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    feed_file(folder / "a.jsonl", THREE[:2])
    feed_file(folder / "b.jsonl", [THREE[2]])
    import_feed(store, open_delivery(folder, LINES), SOURCE)
    feed_file(folder / "a.jsonl", [BROKEN_OFF])
    (folder / "c.jsonl").write_bytes(b"")
    report = import_feed(store, open_delivery(folder, LINES), SOURCE)
    assert report.fault is not None
    assert "a.jsonl" in report.fault
    assert "c.jsonl: the file is empty" in report.fault
    assert len(list(store.offers())) == 3


def test_a_file_that_is_written_to_while_it_is_read_withdraws_nothing(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, THREE)
    delivery = delivered(tmp_path / "feed.jsonl", THREE[:2])
    with (tmp_path / "feed.jsonl").open("a") as file:
        file.write("\n")
    report = import_feed(store, delivery, SOURCE)
    assert report.fault is not None
    assert "was written to while it was read" in report.fault
    assert len(list(store.offers())) == 3


def interrupted(store: Store, path: Path, records: list[object], after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import that ends as after a kill: `after` batches are on disk, the next is not."""

    class Killed(BaseException):
        pass

    staged = importing.Run.stage
    left = [after]

    def stage(run: importing.Run, outcomes: list[importing.Outcome]) -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        staged(run, outcomes)

    with monkeypatch.context() as change:
        change.setattr(importing.Run, "stage", stage)
        with pytest.raises(Killed):
            bring(store, path, records)


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_killed_import_goes_on_after_its_last_batch_and_ends_as_if_it_never_stopped(
    store: Store, tmp_path: Path, batches_of_two: None, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    records = [*THREE, course(1, "Twice"), {"no": "offer"}, course(6, ects="many"), course(7)]
    with Store.open(tmp_path / "other") as never_stopped:
        expected = bring(never_stopped, tmp_path, records)
        interrupted(store, tmp_path, records, after, monkeypatch)
        assert list(store.offers()) == []
        report = bring(store, tmp_path, records)
        assert report.resumed_after == 2 * after
        assert replace(report, resumed_after=0) == expected
        assert store.fingerprint() == never_stopped.fingerprint()
        for table in ("rejections", "doubts", "staged", "records"):
            ask = f"SELECT count(*) FROM {table}"
            assert store.db.execute(ask).fetchone() == never_stopped.db.execute(ask).fetchone()


def test_a_changed_file_starts_anew_and_leaves_nothing_of_the_killed_import(
    store: Store, tmp_path: Path, batches_of_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(store, tmp_path, many(7), 2, monkeypatch)
    report = bring(store, tmp_path, THREE)
    assert (report.resumed_after, report.new) == (0, 3)
    assert store.db.execute("SELECT count(*) FROM records").fetchone() == (3,)
    assert store.db.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_a_kill_while_the_catalogue_is_changed_leaves_it_as_it_was(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(store, tmp_path, THREE)
    before = store.fingerprint()
    with monkeypatch.context() as change:
        change.setattr("knowledge.feeds.applying._REMEMBER_FEED", "SELECT no_such_column")
        with pytest.raises(Exception, match="no_such_column"):
            bring(store, tmp_path, THREE[:1])
    assert store.fingerprint() == before
    report = bring(store, tmp_path, THREE[:1])
    assert (report.resumed_after, report.withdrawn) == (1, 2)


def test_a_store_of_a_newer_version_is_refused(store: Store) -> None:
    store.db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"version 99.*reads up to version 1.*newer Waymark"):
        Store.open(store.folder)


def test_what_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        Store.open(tmp_path)
    import sqlite3

    other = tmp_path / "other"
    other.mkdir()
    with sqlite3.connect(other / "catalogue.sqlite") as db:
        db.execute("CREATE TABLE cats (name)")
    db.close()
    with pytest.raises(StoreError, match="another program's database"):
        Store.open(other)


def test_the_history_keeps_rejections_of_the_last_runs_only(store: Store, tmp_path: Path) -> None:
    for number in range(8):
        bring(store, tmp_path, [*THREE, {"wrong": number}])
    assert store.db.execute("SELECT count(*) FROM rejections").fetchone() == (5,)
    assert store.db.execute("SELECT sum(rejected) FROM runs").fetchone() == (8,)


_records = st.dictionaries(
    st.integers(0, 7),
    st.tuples(st.sampled_from(["A", "B"]), st.none() | st.sampled_from([0, 5, 7.5]), st.none() | st.just("ISO 9001")),
).map(lambda d: [course(k, t, price=p, checked=c) for k, (t, p, c) in d.items()])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(editions=st.lists(_records.filter(bool), min_size=1, max_size=4))
def test_however_a_feed_changed_the_catalogue_is_its_last_edition_and_the_counts_add_up(
    tmp_path_factory: pytest.TempPathFactory, editions: list[list[object]]
) -> None:
    path = tmp_path_factory.mktemp("law")
    with Store.open(path / "a") as step_by_step, Store.open(path / "b") as at_once:
        for edition in editions:
            before = {offer.id for offer in step_by_step.offers()}
            report = bring(step_by_step, path, edition)
            after = {offer.id for offer in step_by_step.offers()}
            assert report.accepted == sum(
                (report.new, report.changed, report.renewed, report.unchanged, report.returned)
            )
            assert len(before) + report.new + report.returned - report.withdrawn == len(after)
        bring(at_once, path, editions[-1])
        assert list(step_by_step.offers()) == list(at_once.offers())
        shown = {key: entry for key, entry in state(step_by_step).items() if entry[2]}
        assert shown == state(at_once)
        records = step_by_step.db.execute("SELECT count(*) FROM records").fetchone()[0]
        assert records == len(state(step_by_step))
