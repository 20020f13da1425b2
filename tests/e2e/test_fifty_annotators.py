"""Fifty people at once on one project, over real websockets: each task three times, none lost."""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.prepared import RANKING, add_project, opened
from tests.e2e.server import PodiumServer
from tests.e2e.simulated_person import SimulatedPerson, percentiles

PEOPLE = 50
TASKS = 200
OVERLAP = 3
GIVE_UP_FOR_GOOD = 5
GIVE_UP_FOR_A_WHILE = 5
CLAIM_MINUTES = 1
TIME_FOR_ALL = 240
LOOK_AGAIN_SECONDS = 3


@dataclass
class Work:
    """What was acknowledged to whom, and who left which task halfway."""

    saved: list[tuple[str, int]] = field(default_factory=list)
    abandoned: dict[str, int] = field(default_factory=dict)
    people: list[SimulatedPerson] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        late = time.monotonic() - self.began > TIME_FOR_ALL
        return late or len(self.saved) >= OVERLAP * TASKS


async def label(person: SimulatedPerson, work: Work) -> None:
    """Submit one task after the other as long as there are any."""
    while not work.is_over:
        number = person.task
        if number is None:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            await person.click("Look again")
            continue
        await person.click("Submit")
        if person.task == number:
            await person.click("The order shown is right")
        if person.shown.says(f"Saved: task {number}."):
            work.saved.append((person.name, number))
        else:
            assert person.shown.says(f"Task {number} was not submitted"), person.shown.texts


async def give_up(person: SimulatedPerson, work: Work) -> None:
    """Move something and close the tab."""
    assert person.task is not None
    work.abandoned[person.name] = person.task
    await person.click("↑")
    await person.close()


async def be(person: SimulatedPerson, work: Work, index: int) -> None:
    await person.sign_in()
    async with person:
        await person.open_label()
        if index < GIVE_UP_FOR_GOOD + GIVE_UP_FOR_A_WHILE:
            await give_up(person, work)
            if index < GIVE_UP_FOR_GOOD:
                return
            await asyncio.sleep(random.Random(index).uniform(1, 5))
            await person.open_label()
            # What one has begun comes first.
            assert person.task == work.abandoned[person.name]
        await label(person, work)


async def everybody(server: PodiumServer) -> Work:
    work = Work()
    work.people = [SimulatedPerson(server, f"Person {n}") for n in range(PEOPLE)]
    async with asyncio.timeout(TIME_FOR_ALL + 60), asyncio.TaskGroup() as group:
        for index, person in enumerate(work.people):
            group.create_task(be(person, work, index))
    return work


def test_fifty_people_give_each_of_200_tasks_three_annotations_and_lose_none(
    podium_server, tmp_path: Path
) -> None:
    path = tmp_path / "fifty.duckdb"
    rows = [
        {"prompt": f"Question {n}", "items": [{"id": key, "body": f"{key} {n}"} for key in "xyz"]}
        for n in range(1, TASKS + 1)
    ]
    with opened(path) as database:
        add_project(database, "Fifty", RANKING, rows, overlap=OVERLAP, claim_minutes=CLAIM_MINUTES)
    server = podium_server(path)
    # A thread of its own: Playwright may keep an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        work = thread.submit(lambda: asyncio.run(everybody(server))).result()
    server.stop()

    seconds = time.monotonic() - work.began
    took = percentiles([each for person in work.people for each in person.seconds])
    print(
        f"\n{len(work.saved)} submissions by {PEOPLE} people in {seconds:.0f} s, "
        f"{len(work.saved) / seconds:.1f} a second; a click took {took['median']:.0f} ms "
        f"(median), {took['p95']:.0f} ms (95th percentile)"
    )
    with opened(path) as database:
        rows_stored = database.read(
            lambda c: c.execute(
                """
                SELECT task.number, annotator.name FROM annotation
                JOIN current_revision USING (annotation_id)
                JOIN task ON task.task_id = annotation.task_id
                JOIN annotator ON annotator.annotator_id = annotation.annotator_id
                WHERE status = 'submitted'
                """
            ).fetchall()
        )
    people_of: dict[int, list[str]] = {}
    for number, name in rows_stored:
        people_of.setdefault(number, []).append(name)
    assert len(people_of) == TASKS
    assert {len(names) for names in people_of.values()} == {OVERLAP}
    assert all(len(set(names)) == OVERLAP for names in people_of.values())
    assert sorted(work.saved) == sorted((name, number) for number, name in rows_stored)
    gone = {f"Person {n}" for n in range(GIVE_UP_FOR_GOOD)}
    assert gone <= work.abandoned.keys()
    assert not gone & {name for name, _ in work.saved}
