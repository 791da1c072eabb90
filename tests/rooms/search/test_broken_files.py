"""An index whose files are gone, cut, of another make or full of nonsense: nobody gets an error, it is built anew."""

from __future__ import annotations

import json
import logging
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from marketplace.foundation.events import Cursor
from marketplace.foundation.language.lexicon import EMPTY
from marketplace.search import gateway
from marketplace.search.gateway import ENGINES, EngineMissing, NoIndex, OfferIndex, Standing, TextQuery, Word
from marketplace.search.rules import Ask, OfferDocument
from tests.rooms.search.offering import DAY

STANDING = Standing(Cursor(7, 7), DAY.isoformat(), "")
QUERY = TextQuery((Word((("ledelse", 1.0),)),))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def offer(number: int) -> OfferDocument:
    return OfferDocument(
        ref=f"o{number}", offer_id=number, institution="inst", field="hr", title=("Ledelse", "Leading")
    )


def built(folder: Path, engine: str, documents: Sequence[OfferDocument] = ()) -> OfferIndex:
    index = gateway.open_index(folder, engine)
    with index.writing(wait=True):
        index.rebuild(documents or [offer(number) for number in range(5)], STANDING, EMPTY)
        index.update([offer(1)], ["o2"], STANDING)
    return index


def seen(index: OfferIndex) -> list[str]:
    """Everything that is asked of an index, by the refs of its offers."""
    found = index.find(QUERY, Ask())
    refs = [one.document.ref for one in found.best(0, 10)]
    assert sorted(refs) == sorted(one.ref for one in index.documents())
    assert len(found.facets) == 12
    assert [one.title[0] for one in index.titles_like("led", "da", 9)] == ["Ledelse"]
    return sorted(refs)


ALL = ["o0", "o1", "o3", "o4"]


def files(folder: Path) -> list[str]:
    """Every file of the present generation, and the pointer to it."""
    generation = folder / (folder / "current").read_text()
    return ["current", *sorted(str(path.relative_to(folder)) for path in generation.rglob("*") if path.is_file())]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def nonsense(path: Path) -> None:
    path.write_bytes(random.Random(5).randbytes(path.stat().st_size or 10))


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize("damage", [Path.unlink, cut, nonsense, zeros])
def test_whatever_file_is_damaged_the_answer_is_right_or_there_is_none(
    engine: str, damage: Callable[[Path], object], tmp_path: Path
) -> None:
    names = files(built(tmp_path / "first", engine).folder)
    for place in range(len(names)):
        folder = tmp_path / str(place)
        path = folder / files(built(folder, engine).folder)[place]
        damage(path)
        after = gateway.open_index(folder, engine)
        try:
            assert seen(after) == ALL, path
        except NoIndex:
            assert after.standing() is None, path
            assert not after.exists() or after.mark() == "", path
        with after.writing(wait=True):
            after.rebuild([offer(9)], STANDING, EMPTY)
        assert seen(after) == seen(gateway.open_index(folder, engine)) == ["o9"]


def test_what_cannot_be_read_is_said_in_the_log(engine: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = built(tmp_path, engine)
    (tmp_path / (tmp_path / "current").read_text() / "offers").unlink()
    with caplog.at_level(logging.ERROR), pytest.raises(NoIndex):
        gateway.open_index(tmp_path, engine).day()
    assert "cannot be read and is to be built anew" in caplog.text
    assert index.standing() is None


def rewritten(**changed: object) -> Callable[[Path], None]:
    def rewrite(folder: Path) -> None:
        state = folder / (folder / "current").read_text() / "state.json"
        state.write_text(json.dumps({**json.loads(state.read_text()), **changed}))

    return rewrite


@pytest.mark.parametrize(
    "change",
    [
        rewritten(schema=3),
        rewritten(schema=99),
        rewritten(engine="another"),
        rewritten(extent={}),
        rewritten(extent={"sizes": {"offers": 10**6}, "checks": {}, "dropped": 0}),
        rewritten(extent={"sizes": [], "checks": [], "dropped": 0}),
        rewritten(txid="x' OR 1=1", day=None),
        rewritten(day="yesterday"),
    ],
)
def test_an_index_of_another_make_is_built_anew(engine: str, change: Callable[[Path], None], tmp_path: Path) -> None:
    built(tmp_path, engine)
    change(tmp_path)
    after = gateway.open_index(tmp_path, engine)
    assert after.standing() is None
    with pytest.raises(NoIndex):
        after.find(QUERY, Ask())
    assert seen(built(tmp_path, engine)) == ALL


def test_an_index_of_the_other_engine_is_built_anew(tmp_path: Path) -> None:
    for engine in (*ENGINES, *ENGINES):
        assert gateway.open_index(tmp_path, engine).standing() is None
        assert seen(built(tmp_path, engine)) == ALL


def test_an_engine_that_is_not_there_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineMissing, match="must be one of whoosh, tantivy, not 'elastic'"):
        gateway.open_index(tmp_path, "elastic")

    def missing(name: str) -> object:
        raise ModuleNotFoundError(f"No module named {name!r}", name="tantivy")

    monkeypatch.setattr(gateway, "import_module", missing)
    with pytest.raises(EngineMissing, match=r"pip install 'kompetencetorvet\[tantivy\]'"):
        gateway.open_index(tmp_path, "tantivy")


class Stops(Exception):
    """The process ends here."""


def stopping_at(step: str, index: OfferIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the next write end at a step, as a kill would."""

    def stop(*_anything: object, **_more: object) -> None:
        raise Stops

    def written_then_stop(*given: object, **more: object) -> None:
        write(*given, **more)  # type: ignore[arg-type]
        raise Stops

    write = index._engine.write
    if step == "before the engine writes":
        monkeypatch.setattr(index._engine, "write", stop)
    elif step == "when the engine has written":
        monkeypatch.setattr(index._engine, "write", written_then_stop)
    elif step == "before the state is kept":
        monkeypatch.setattr(index, "_keep_state", stop)
    else:
        monkeypatch.setattr(index._generations, "switch", stop)


STEPS = ("before the engine writes", "when the engine has written", "before the state is kept")


@pytest.mark.parametrize("step", STEPS)
def test_a_write_cut_short_changes_nothing_and_can_be_repeated(
    step: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(tmp_path, engine)
    for _ in range(2):
        index = gateway.open_index(tmp_path, engine)
        with monkeypatch.context() as patched, index.writing(wait=True):
            stopping_at(step, index, patched)
            with pytest.raises(Stops):
                index.update([offer(1), offer(7)], ["o3"], Standing(Cursor(8, 8), DAY.isoformat(), ""))
        after = gateway.open_index(tmp_path, engine)
        assert seen(after) == ALL
        assert after.standing() == STANDING
    with after.writing(wait=True):
        after.update([offer(1), offer(7)], ["o3"], STANDING)
        after.update([offer(0)], [], STANDING)
    assert seen(gateway.open_index(tmp_path, engine)) == ["o0", "o1", "o4", "o7"]


@pytest.mark.parametrize("step", [*STEPS, "before the switch"])
def test_a_rebuild_cut_short_leaves_the_old_index_and_no_litter(
    step: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built(tmp_path, engine)
    with monkeypatch.context() as patched, index.writing(wait=True):
        stopping_at(step, index, patched)
        with pytest.raises(Stops):
            index.rebuild([offer(9)], STANDING, EMPTY)
    assert seen(index) == seen(gateway.open_index(tmp_path, engine)) == ALL
    with index.writing(wait=True):
        index.rebuild([offer(9)], STANDING, EMPTY)
    assert len(list(tmp_path.glob("generation-*"))) == 1
    assert seen(index) == ["o9"]


def test_readers_go_on_through_rebuilds_and_updates(engine: str, tmp_path: Path) -> None:
    """Each answer is that of one state: as many offers as its title says, while the index is written all the time."""

    def state(number: int) -> Iterator[OfferDocument]:
        for place in range(number):
            yield OfferDocument(
                ref=f"o{place}", offer_id=place, institution="i", field="hr", title=(f"Ledelse {number}", "")
            )

    index = built(tmp_path, engine, list(state(3)))
    with index.writing(wait=True):
        index.rebuild(state(3), STANDING, EMPTY)
    faults: list[object] = []
    answers: list[int] = []
    done = threading.Event()

    def read() -> None:
        mine = gateway.open_index(tmp_path, engine)
        while not done.is_set():
            try:
                found = mine.find(QUERY, Ask())
                titles = {one.document.title[0] for one in found.best(0, 100)}
                answers.append(found.total)
                if titles != {f"Ledelse {found.total}"}:
                    faults.append((found.total, titles))
            except BaseException as fault:
                faults.append(fault)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(4, 12):
        with index.writing(wait=True):
            if number % 2:
                index.rebuild(state(number), STANDING, EMPTY)
            else:
                index.update(list(state(number)), [], STANDING)
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert answers
    assert index.find(QUERY, Ask()).total == 11


def test_a_search_begun_before_a_rebuild_reads_its_pages_to_the_end(engine: str, tmp_path: Path) -> None:
    index = built(tmp_path, engine)
    found = index.find(QUERY, Ask())
    with index.writing(wait=True):
        index.rebuild([offer(9)], STANDING, EMPTY)
    assert sorted(one.document.ref for one in found.best(0, 10)) == ALL
    assert [one.document.ref for one in found.sorted("title", "da", 0, 10)] == ALL
    assert seen(index) == ["o9"]


def test_only_one_writes_at_a_time(engine: str, tmp_path: Path) -> None:
    index = built(tmp_path, engine)
    elsewhere = gateway.open_index(tmp_path, engine)
    with elsewhere.writing(wait=False) as alone:
        assert alone
        with index.writing(wait=False) as other:
            assert not other
    with index.writing(wait=False) as alone:
        assert alone


def test_a_worn_index_says_so(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.search.gateway.index.WORN_FROM", 3)
    index = built(tmp_path, engine)
    assert not index.is_worn()
    for _ in range(3):
        with index.writing(wait=True):
            index.update([offer(0)], [], STANDING)
    assert index.is_worn()
    assert seen(index) == ALL
