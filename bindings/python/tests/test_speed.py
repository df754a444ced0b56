"""What the binding costs, printed and never judged: `pytest -s tests/test_speed.py`. Wanted: an accessor 1.5 µs, 10,000 findings 120 ms."""
import time
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


def test_ten_thousand_findings(tmp_path, capsys):
    (tmp_path / "migrations").mkdir()
    for number in range(10_001):
        (tmp_path / "migrations" / f"1_{number}.sql").touch()
    repository, times, fields = plumbline.open(tmp_path), [], plumbline.Finding.__dataclass_fields__
    for _ in range(3):
        report = repository.check(max_per_rule=1_000_000)
        begun, cpu = time.perf_counter(), time.process_time()
        for finding in report:
            for field in fields:
                getattr(finding, field)
        times.append((time.perf_counter() - begun, time.process_time() - cpu))
        assert len(report) == 10_000
    with capsys.disabled():
        print(f"\n[speed] python: {len(report)} findings with all fields {min(times)[0] * 1e3:.0f} ms, {min(each[1] for each in times) * 1e3:.0f} ms of CPU")
