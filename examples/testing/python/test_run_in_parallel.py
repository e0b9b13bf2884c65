"""Run in parallel: one server for all workers. A key is a project, and no project sees another, its clock or its faults."""

from concurrent.futures import ThreadPoolExecutor

import openai
from app import SupportBot
from conftest import Understage

WORKERS = 8


def in_parallel(work):
    """Does the work eight times at once, each with a client and a project of its own."""

    def with_client(worker):
        with openai.OpenAI(api_key=f"sk-test-{work.__name__}-{worker}", timeout=20) as client:
            return work(client, worker)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(with_client, range(WORKERS)))


def converse(client, worker):
    bot = SupportBot(client, {str(worker): {"article": "kettle", "status": f"with number {worker}"}})
    answer = bot.ask(f"Where is order {worker}?")
    return bot, answer


def test_each_worker_sees_its_own_only():
    def alone(client, worker):
        _, answer = converse(client, worker)
        return answer, len(client.beta.assistants.list().data)

    assert in_parallel(alone) == [(f"Order {worker} is with number {worker}.", 1) for worker in range(WORKERS)]


def test_faults_and_clocks_are_nobody_elses():
    def disturbed(client, worker):
        understage = Understage(client)
        understage.post("clock", freeze=1_767_225_600 + worker)
        if worker % 2:
            understage.script({"fail": {"message": "On purpose."}})
        bot, answer = converse(client, worker)
        return bot.thread.created_at - 1_767_225_600, answer.startswith("Sorry")

    assert in_parallel(disturbed) == [(worker, worker % 2 == 1) for worker in range(WORKERS)]


def test_the_same_again_gives_the_same_ids():
    def twice(client, worker):
        ids = []
        for _ in range(2):
            bot, _ = converse(client, worker)
            ids.append([bot.assistant.id, bot.thread.id, *(run.id for run in bot.runs.list(bot.thread.id))])
            # Empties the project, whose ids begin anew. With `--seed` they are the same on every server.
            Understage(client).post("reset")
        return ids

    for first, second in in_parallel(twice):
        assert first == second
