"""Objects are shared between threads; closing one never pulls it away under another thread."""
import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import plumbline


def test_one_repository_is_checked_by_eight_threads(alembic):
    repository = plumbline.open(alembic)
    wanted = repository.check().as_dict()
    with ThreadPoolExecutor(8) as pool:
        assert all(report.as_dict() == wanted for report in pool.map(lambda _: repository.check(), range(400)))


def test_closing_waits_for_the_calls_of_other_threads(tmp_path, sqlx, alembic):
    repository, entered, closed = plumbline.open(tmp_path), threading.Event(), threading.Event()
    reports = []

    def wait(_):
        entered.set()
        assert closed.wait(30)

    thread = threading.Thread(target=lambda: reports.append(repository.check(on_event=wait)))
    thread.start()
    assert entered.wait(30)
    repository.close()
    gc.collect()
    closed.set()
    thread.join()
    assert len(reports[0]) == 1


def test_accessors_race_with_close(sqlx):
    for _ in range(50):
        repository = plumbline.open(sqlx)
        start = threading.Barrier(3)

        def walk():
            start.wait()
            try:
                while True:
                    assert [change.name for project in repository for change in project.changes] == ["users", "orders", "coupons"]
            except ValueError as closed:
                return str(closed)

        with ThreadPoolExecutor(2) as pool:
            walks = [pool.submit(walk) for _ in range(2)]
            start.wait()
            repository.close()
            assert [each.result() for each in walks] == ["the repository is closed"] * 2


def test_findings_are_made_once_or_equal(alembic):
    report = plumbline.open(alembic).check()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: report.findings, range(100)))) == 1


def test_memory_is_given_back(sqlx):
    import resource

    def round_trip(count):
        for _ in range(count):
            with plumbline.open(sqlx) as repository:
                repository.check().render("json")
        gc.collect()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = round_trip(200)
    assert round_trip(600) < before + 8192  # KiB; a leaked repository and report of these are 30 KiB together
