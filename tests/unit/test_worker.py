"""The one thread that may wait: in order, bounded, and an error is its asker's."""

import threading

from sptui.services.worker import Worker


def test_jobs_are_done_in_order_in_one_thread() -> None:
    worker, done, threads = Worker(), [], set()

    def job(n: int) -> int:
        done.append(n)
        threads.add(threading.current_thread())
        return n * n

    answers = [worker.ask(lambda n=n: job(n)) for n in range(20)]
    assert answers[-1].wait(10)
    assert done == list(range(20))
    assert [answer.value for answer in answers] == [n * n for n in range(20)]
    assert len(threads) == 1
    assert threads.pop().daemon, "a dead disk must not keep the program from ending"


def test_an_error_is_the_answer_and_the_next_job_is_done() -> None:
    worker = Worker()
    failed = worker.ask(lambda: 1 / 0)
    assert worker.ask(lambda: 7).wait(10)
    assert failed.ready
    assert failed.value is None
    assert isinstance(failed.error, ZeroDivisionError)


def test_what_waits_is_bounded() -> None:
    worker, free = Worker(most=3), threading.Event()
    begun = threading.Event()
    hangs = worker.ask(lambda: (begun.set(), free.wait(30)))
    assert begun.wait(10)
    answers = [worker.ask(lambda: 1) for _ in range(10)]
    assert [answer.ready for answer in answers] == [False] * 3 + [True] * 7
    assert isinstance(answers[-1].error, RuntimeError)
    assert not hangs.wait(0.01)
    free.set()
    assert answers[2].wait(10)
    assert answers[2].value == 1
