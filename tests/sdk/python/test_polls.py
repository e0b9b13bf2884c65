"""The polling helpers on runs that take their time.

Judges a server started with `--pace polls:2`: each status of a run lasts two reads of it.
"""

import unittest

import openai
import weather
from judge import Judge


class Polls(Judge):
    @property
    def runs(self):
        return self.client.beta.threads.runs

    def watch(self, run):
        """The statuses seen by reading a run until it halts."""
        seen = []
        for _ in range(50):
            seen.append(self.runs.retrieve(run.id, thread_id=run.thread_id).status)
            if seen[-1] not in ("queued", "in_progress", "cancelling"):
                return seen
        self.fail(f"the run does not halt: {seen}")

    def test_each_status_lasts_two_reads(self):
        run = self.runs.create(self.thread().id, assistant_id=self.assistant().id)
        self.assertEqual(run.status, "queued")
        self.assertEqual(self.watch(run), ["queued"] * 2 + ["in_progress"] * 2 + ["completed"])

    def test_create_and_poll_waits_for_the_end(self):
        run = self.runs.create_and_poll(thread_id=self.thread().id, assistant_id=self.assistant().id)
        self.assert_completed(run)
        self.assertTrue(self.reply(run).content[0].text.value)

    def test_outputs_are_polled_too(self):
        assistant, thread = weather.prepare(self.client)
        run = self.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        self.assertEqual(run.status, "requires_action")
        run = self.runs.submit_tool_outputs_and_poll(
            thread_id=thread.id, run_id=run.id, tool_outputs=weather.outputs(run)
        )
        self.assert_completed(run)

    def test_the_thread_is_locked_meanwhile(self):
        run = self.runs.create(self.thread().id, assistant_id=self.assistant().id)
        text = f"Thread {run.thread_id} already has an active run {run.id}."
        again = {"thread_id": run.thread_id, "assistant_id": run.assistant_id}
        self.refused(openai.BadRequestError, text, self.runs.create_and_poll, **again)
        self.watch(run)
        self.assert_completed(self.runs.create_and_poll(**again))

    def test_a_cancelled_run_is_polled_to_its_end(self):
        run = self.runs.create(self.thread().id, assistant_id=self.assistant().id)
        run = self.runs.cancel(run.id, thread_id=run.thread_id)
        self.assertEqual(run.status, "cancelling")
        self.assertEqual(self.runs.poll(run.id, run.thread_id).status, "cancelled")


if __name__ == "__main__":
    unittest.main()
