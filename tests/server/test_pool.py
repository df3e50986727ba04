"""The pool: queries in processes that are held to their limits, and what everybody else notices of that (nothing)."""
from __future__ import annotations

import asyncio
import gc
import os
import signal
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made import ENDLESS, GREEDY, LARGE, QUICK, SMALL, P, pool, release

from kg.errors import ReleaseError
from kg.server.collecting import Collector, waiting
from kg.server.jobs import Job, Queue
from kg.server.limits import MIB
from kg.server.pool import Pool
from kg.server.problem import Problem
from kg.server.processes import Worker
from kg.server.worker import Task


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("pool") / "release")


def ran(work: Callable[..., Coroutine[Any, Any, None]], *arguments: Any) -> None:
    asyncio.run(asyncio.wait_for(work(*arguments), 30))


async def asked(made: Pool, query: str, seconds: float = 5, client: str = "a", limit: int = 20 * MIB) -> bytes:
    collector, settled = waiting(1 << 30)
    job = collector.job = Job(Task(query, True, limit=limit), collector, client, seconds)
    made.submit(job)
    await settled
    if collector.problem is not None:
        raise collector.problem
    return collector.body()


async def kind_of(made: Pool, query: str, seconds: float = 5, client: str = "a", limit: int = 20 * MIB) -> str:
    try:
        await asked(made, query, seconds, client, limit)
    except Problem as problem:
        return problem.kind
    return "answered"


async def quiet(made: Pool) -> None:
    """Waits until nothing runs and every quick worker is there."""
    while made.running or len(made.quick) < made.limits.workers:
        await asyncio.sleep(0.02)


def test_answers_of_any_size_come_whole(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            for count in (0, 1, 3, 200, 2000):
                body = await asked(made, f"SELECT ?o {{ ?s <{P}> ?o }} LIMIT {count}")
                assert body.count(b'"integer"') == 0
                assert body.count(b'"literal"') == count
            body = await asked(made, f"SELECT ?a ?c {{ ?a <{P}> ?b . ?c <{P}> ?d }} LIMIT 30000")
            assert body.count(b'"c"') == 30001
    ran(work)


def test_many_at_once_each_get_their_own_answer(path: Path) -> None:
    async def work() -> None:
        async with pool(path, replace(SMALL, queue=300)) as made:
            numbers = list(range(100))
            answers = await asyncio.gather(*(asked(made, f"SELECT ?o {{ <http://e/{n}> <{P}> ?o }}", client=str(n % 7)) for n in numbers))
            assert [answer.split(b'"value":"')[1].split(b'"')[0] for answer in answers] == [str(n).encode() for n in numbers]
    ran(work)


REGEX_BOMB = (f"SELECT (COUNT(*) AS ?n) {{ ?a <{P}> ?b . ?c <{P}> ?d . ?e <{P}> ?f "
              "FILTER(REGEX(CONCAT(STR(?b), STR(?d), STR(?f)), '([0-9]{1,40}){1,40}x')) }")


@pytest.mark.parametrize(("query", "kind"), [
    (ENDLESS, "time-limit"),
    (f"SELECT * {{ ?a (<{P}>|!<{P}>)* ?b . ?c (<{P}>|!<{P}>)* ?d . ?e <{P}> ?f . ?g <{P}> ?h }}", "time-limit"),
    (REGEX_BOMB, "time-limit"),
])
def test_a_runaway_ends_at_its_time(path: Path, query: str, kind: str) -> None:
    async def work() -> None:
        async with pool(path, replace(SMALL, result=1 << 40)) as made:
            began = time.monotonic()
            assert await kind_of(made, query, seconds=0.6, limit=1 << 40) == kind
            assert 0.5 < time.monotonic() - began < 1.6
            assert await kind_of(made, QUICK) == "answered"
    ran(work)


def test_a_glutton_ends_at_its_memory(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            assert await kind_of(made, GREEDY, seconds=20) == "memory-limit"
            assert await kind_of(made, QUICK) == "answered"
            assert made.ends["memory-limit"] == 1
    ran(work)


def test_a_result_ends_at_its_limit(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            assert await kind_of(made, LARGE, limit=MIB) == "result-limit"
            assert await kind_of(made, QUICK) == "answered"
    ran(work)


def test_a_query_nested_too_deeply_harms_nobody(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            nested = "SELECT * " + "{" * 60_000 + "?a ?b ?c" + "}" * 60_000
            kinds = await asyncio.gather(kind_of(made, nested, seconds=5), *(kind_of(made, QUICK, client="b") for _ in range(5)))
            assert kinds[0] in ("engine-stopped", "malformed-query", "time-limit")
            assert kinds[1:] == ["answered"] * 5
    ran(work)


def test_quick_queries_go_on_beside_slow_ones(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            slow = [asyncio.create_task(kind_of(made, ENDLESS, seconds=2.5)) for _ in range(5)]
            await asyncio.sleep(0.8)
            began = time.monotonic()
            assert [await kind_of(made, QUICK, client="b") for _ in range(20)] == ["answered"] * 20
            assert time.monotonic() - began < 1.0
            assert set(await asyncio.gather(*slow)) == {"time-limit"}
            await asyncio.wait_for(quiet(made), 5)
    ran(work)


COUNT = f"SELECT (COUNT(*) AS ?n) {{ ?a <{P}> ?b . ?c <{P}> ?d }}"
COUNTED = b'"4000000"'


def state(worker: Worker) -> str:
    """How a process stands, as Linux tells it: R runs, S sleeps, T is halted."""
    return Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_slow_query_that_finds_no_room_is_halted_and_goes_on_from_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Collector, "restart", lambda _: pytest.fail("a query began again"))

    async def work() -> None:
        async with pool(path, replace(SMALL, quantum=0.02, slow=1)) as made:
            answers = [asyncio.create_task(asked(made, COUNT, seconds=20)) for _ in range(4)]
            while not any(state(worker) == "T" for worker in made.halted):
                await asyncio.sleep(0.002)
            assert [COUNTED in answer for answer in await asyncio.gather(*answers)] == [True] * 4
            assert not made.ends
            await quiet(made)
    ran(work)


def test_a_slow_query_that_was_stopped_begins_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More slow queries than may be slow or halted at once: each is answered in the end."""
    monkeypatch.setattr("kg.server.pool.HALTED", 0)

    async def work() -> None:
        async with pool(path, replace(SMALL, quantum=0.02, slow=1)) as made:
            assert [COUNTED in answer for answer in await asyncio.gather(*(asked(made, COUNT, seconds=20) for _ in range(3)))] == [True] * 3
    ran(work)


def test_time_goes_on_for_a_query_that_is_halted(path: Path) -> None:
    async def work() -> None:
        async with pool(path, replace(SMALL, slow=1)) as made:
            began = time.monotonic()
            assert await asyncio.gather(*(kind_of(made, ENDLESS, seconds=1.5) for _ in range(5))) == ["time-limit"] * 5
            assert 1.4 < time.monotonic() - began < 2.5
            await asyncio.wait_for(quiet(made), 5)
            assert not made.halted
    ran(work)


def test_one_client_cannot_take_all_workers(path: Path) -> None:
    async def work() -> None:
        async with pool(path, replace(SMALL, workers=3, quantum=60, queue=20)) as made:
            endless = [asyncio.create_task(kind_of(made, ENDLESS, seconds=4)) for _ in range(8)]
            await asyncio.sleep(0.2)
            assert [await kind_of(made, QUICK, client="b") for _ in range(20)] == ["answered"] * 20
            assert not any(one.done() for one in endless)
            assert await asyncio.gather(*endless) == ["time-limit"] * 8
    ran(work)


def test_a_spare_worker_takes_the_place_of_one_that_is_gone(path: Path) -> None:
    async def work() -> None:
        async with pool(path, spare=1) as made:
            task = asyncio.create_task(kind_of(made, ENDLESS, seconds=20))
            while not made.slow:
                assert len(made.quick) == made.limits.workers
                await asyncio.sleep(0.002)
            assert len(made.quick) == made.limits.workers
        assert await task == "overloaded"
    ran(work)


def test_a_worker_that_has_answered_much_gives_way_to_another(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.server.pool.MOST", 5)

    async def work() -> None:
        async with pool(path, replace(SMALL, queue=100), spare=1) as made:
            first = {worker.pid for worker in made.quick}
            assert await asyncio.gather(*(kind_of(made, QUICK, client=str(n % 3), seconds=20) for n in range(60))) == ["answered"] * 60
            await asyncio.wait_for(quiet(made), 5)
            assert first.isdisjoint(worker.pid for worker in made.quick)
            assert not made.ends
    ran(work)


def handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_workers_that_ended_leave_nothing_open(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            gc.collect()      # what earlier tests left
            before = handles()
            for _ in range(5):
                assert await asyncio.gather(*(kind_of(made, ENDLESS, seconds=0.1) for _ in range(2))) == ["time-limit"] * 2
                await asyncio.wait_for(quiet(made), 5)
            assert handles() <= before
    ran(work)


def test_an_answer_that_was_given_is_let_go(path: Path) -> None:
    """By counting references alone: nothing has to wait for the garbage collector, which may take its time."""
    async def work() -> None:
        async with pool(path) as made:
            gc.collect()
            gc.disable()
            try:
                assert await kind_of(made, QUICK) == "answered"
                await asyncio.sleep(0)
                assert not any(isinstance(left, Collector | Job) for left in gc.get_objects())
            finally:
                gc.enable()
    ran(work)


def test_what_cannot_wait_is_told_so_at_once(path: Path) -> None:
    async def work() -> None:
        async with pool(path, replace(SMALL, workers=1, slow=1, queue=2, quantum=9)) as made:
            first = asyncio.create_task(kind_of(made, ENDLESS, seconds=1))
            await asyncio.sleep(0.1)
            begun = [asyncio.create_task(kind_of(made, QUICK, seconds=5, client="b")) for _ in range(8)]
            kinds = await asyncio.gather(first, *begun)
            assert kinds[0] == "time-limit"
            assert kinds.count("overloaded") >= 4
            assert kinds.count("answered") >= 1
    ran(work)


def test_waiting_counts_against_a_querys_time(path: Path) -> None:
    async def work() -> None:
        async with pool(path, replace(SMALL, workers=1, slow=1, quantum=9)) as made:
            first = asyncio.create_task(kind_of(made, ENDLESS, seconds=1.5))
            await asyncio.sleep(0.2)
            assert await kind_of(made, QUICK, seconds=0.3) == "time-limit"
            assert await first == "time-limit"
    ran(work)


def test_a_client_that_leaves_takes_its_query_along(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            collector, _ = waiting()
            job = collector.job = Job(Task(ENDLESS, True), collector, "a", 15)
            made.submit(job)
            await asyncio.sleep(0.1)
            made.cancel(job)
            await asyncio.wait_for(quiet(made), 2)
            assert made.ends["engine-stopped"] == 1
    ran(work)


def test_a_worker_that_is_killed_is_replaced(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            for worker in list(made.quick):
                os.kill(worker.pid, signal.SIGKILL)
            await asyncio.sleep(0.05)
            await asyncio.wait_for(quiet(made), 5)
            assert await kind_of(made, QUICK) == "answered"
    ran(work)


def test_the_nursery_itself_can_be_killed(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            process = made._nursery._process
            assert process is not None
            os.kill(process.pid, signal.SIGKILL)
            await asyncio.to_thread(process.wait)
            assert await kind_of(made, QUICK) == "answered"
            assert await kind_of(made, ENDLESS, seconds=0.5) == "time-limit"
            assert await kind_of(made, QUICK) == "answered"
    ran(work)


def test_a_release_that_cannot_be_opened_is_told(path: Path, tmp_path: Path) -> None:
    broken = release(tmp_path / "broken")
    (broken / "store" / "CURRENT").write_text("nothing\n")

    async def work() -> None:
        with pytest.raises(ReleaseError):
            await Pool({"kind": "release", "path": str(broken), "release": "r1"}, SMALL).start()
        with pytest.raises(ReleaseError):
            await Pool({"kind": "release", "path": str(path), "release": "another"}, SMALL).start()
    ran(work)


def test_no_process_is_left_behind(path: Path) -> None:
    async def work() -> None:
        async with pool(path) as made:
            pids = [worker.pid for worker in made.quick]
            task = asyncio.create_task(kind_of(made, ENDLESS))
            await asyncio.sleep(0.1)
        assert await task == "overloaded"
        await asyncio.sleep(0.1)
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    ran(work)


def test_the_queue_takes_clients_in_turn() -> None:
    async def work() -> None:
        queue = Queue(10)
        for client in "aaab":
            collector, _ = waiting()
            queue.put(Job(Task(client, True), collector, client, 5))
        taken = [queue.take(lambda _: True) for _ in range(4)]
        assert [found[0].client for found in taken if found] == ["a", "b", "a", "a"]
        assert queue.take(lambda _: True) is None
    ran(work)


def test_one_client_cannot_fill_the_queue() -> None:
    async def work() -> None:
        queue = Queue(4)
        for _ in range(2):
            collector, _settled = waiting()
            queue.put(Job(Task("", True), collector, "a", 5))
        assert queue.full_for("a")
        assert not queue.full_for("b")
    ran(work)
