"""What the binding costs, printed and never judged: `pytest -s tests/test_speed.py`. Wanted: an accessor 1.5 µs, 10,000 findings 120 ms."""
import subprocess
import sys
import timeit

import plumbline
from plumbline._call import LongCall


def best(function, number, repeat=5):
    return min(timeit.repeat(function, number=number, repeat=repeat)) / number


def test_accessors(sqlx, capsys):
    change = plumbline.open(sqlx)[0].changes[0]
    number, text, call = (best(lambda: change.line, 20000), best(lambda: change.name, 20000),
                          best(lambda: LongCall(None, None).beside(lambda: 0, ()), 500))
    with capsys.disabled():
        print(f"\n[speed] python: accessor {number * 1e6:.2f} µs (number), {text * 1e6:.2f} µs (text); call from the main thread {call * 1e6:.0f} µs more")


WALK = """
import operator, plumbline, sys, time
repository, fields, walls, cpus = plumbline.open(sys.argv[1]), list(plumbline.Finding.__dataclass_fields__), [], []
all_of = operator.attrgetter(*fields)
for _ in range(3):
    report = repository.check(max_per_rule=1_000_000)
    wall, cpu = time.perf_counter(), time.process_time()
    for finding in report:
        all_of(finding)
    walls.append(time.perf_counter() - wall)
    cpus.append(time.process_time() - cpu)
print(f"{len(report)} findings with all {len(fields)} fields {min(walls) * 1e3:.0f} ms, {min(cpus) * 1e3:.0f} ms of CPU")
"""


def test_ten_thousand_findings(tmp_path, capsys):
    (tmp_path / "migrations").mkdir()
    for number in range(10_001):
        (tmp_path / "migrations" / f"1_{number}.sql").touch()
    # In a process of its own: here, pytest's own heap is walked by each full collection.
    line = subprocess.run([sys.executable, "-c", WALK, str(tmp_path)], capture_output=True, text=True, check=True).stdout
    assert line.startswith("10000 findings with all 16 fields")
    with capsys.disabled():
        print(f"\n[speed] python: {line}", end="")
