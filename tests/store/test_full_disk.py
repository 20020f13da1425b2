"""A full disk, played by a limit on the size of files: nothing acknowledged is lost."""

import json

import pytest

from tests.store.subprocesses import run

# Writes from several threads until the limit has been met often; lifts it; writes again.
PROGRAM = """
import json, os, resource, signal, sys, threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from lib.errors import StorageError
from lib.store.database import Database

path, limit, checkpoint, threads = Path(sys.argv[1]), *map(int, sys.argv[2:])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = Database(path)
database.write(lambda c: c.execute("CREATE TABLE number (n INTEGER PRIMARY KEY, body BLOB)"))
database.read(lambda c: c.execute(f"SET wal_autocheckpoint = '{checkpoint} bytes'"))
acknowledged, messages = [], set()

def add(number):
    values = {"n": number, "body": os.urandom(20_000)}
    database.write(lambda c: c.execute("INSERT INTO number VALUES ($n, $body)", values))
    acknowledged.append(number)

def try_to_add(number):
    try:
        add(number)
    except StorageError as error:
        messages.add(str(error))

def numbers():
    return [r[0] for r in database.read(lambda c: c.execute("SELECT n FROM number").fetchall())]

add(0)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
with ThreadPoolExecutor(threads) as pool:
    list(pool.map(try_to_add, range(1, 100)))
while_full = numbers()
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
before = set(acknowledged)
for number in range(1000, 1003):
    add(number)
after = numbers()
database.close()
database = Database(path)
print(json.dumps({
    "before": sorted(before), "while full": sorted(while_full), "messages": sorted(messages),
    "acknowledged": sorted(acknowledged), "after": sorted(after), "reopened": sorted(numbers()),
}))
database.close()
"""


@pytest.mark.parametrize("threads", [1, 6])
@pytest.mark.parametrize(
    ("limit", "checkpoint", "says"),
    [(500_000, 10_000_000, "Could not write file"), (900_000, 300_000, "disk is full perhaps")],
    ids=["the log is full", "a checkpoint is full"],
)
def test_writes_fail_clearly_lose_nothing_and_work_again_when_there_is_room(
    tmp_path, limit, checkpoint, says, threads
):
    code, out, err = run(PROGRAM, tmp_path / "podium.duckdb", limit, checkpoint, threads)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert any(says in message for message in found["messages"])
    for message in found["messages"]:
        assert "Everything acknowledged before is safe." in message
        assert message.endswith("then try again.")
        assert "\n" not in message
    assert 0 < len(found["before"]) < 99
    assert found["while full"] == found["before"]
    assert found["after"] == found["reopened"] == found["acknowledged"]
    assert found["acknowledged"][-3:] == [1000, 1001, 1002]
