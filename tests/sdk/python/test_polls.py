"""The polling helpers on runs, and on files of vector stores, that take their time.

Judges a server started with `--pace polls:2`: each status of a run, and the indexing of a file, lasts two reads of it.
"""

import unittest

import openai
import weather
from judge import FILE_SEARCH, Judge


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


class Indexing(Judge):
    def setUp(self):
        super().setUp()
        self.need(self.stores.list)
        self.home = self.stores.create(name="Notes")
        self.note = self.upload("note.txt", "The heron nests in the old mill.\n")

    def statuses(self, read, *args, **kwargs):
        return [read(*args, **kwargs).status for _ in range(4)]

    def test_of_a_file(self):
        files = self.stores.files
        self.assertEqual(files.create(self.home.id, file_id=self.note).status, "in_progress")
        seen = self.statuses(files.retrieve, self.note, vector_store_id=self.home.id)
        self.assertEqual(seen, ["in_progress"] * 2 + ["completed"] * 2)

    def test_of_a_store(self):
        store = self.stores.create(file_ids=[self.note])
        seen = self.statuses(self.stores.retrieve, store.id)
        self.assertEqual(seen, ["in_progress"] * 2 + ["completed"] * 2)

    def test_the_helpers_wait_for_the_end(self):
        file = self.stores.files.create_and_poll(self.note, vector_store_id=self.home.id)
        self.assertEqual(file.status, "completed")
        batch = self.stores.file_batches.upload_and_poll(self.home.id, files=[("b.txt", b"one"), ("c.txt", b"two")])
        self.assertEqual((batch.status, batch.file_counts.completed), ("completed", 2))
        self.assertEqual(self.stores.retrieve(self.home.id).file_counts.completed, 3)

    def test_cancelled_meanwhile(self):
        batches = self.stores.file_batches
        batch = batches.create(self.home.id, file_ids=[self.note, self.upload("b.txt", "one")])
        self.assertEqual(batches.retrieve(batch.id, vector_store_id=self.home.id).status, "in_progress")
        batches.cancel(batch.id, vector_store_id=self.home.id)
        batch = batches.poll(batch.id, vector_store_id=self.home.id)
        self.assertEqual((batch.status, batch.file_counts.cancelled), ("cancelled", 2))
        listed = batches.list_files(batch.id, vector_store_id=self.home.id, filter="cancelled")
        self.assertEqual([file.status for file in listed], ["cancelled"] * 2)
        home = self.stores.retrieve(self.home.id)
        self.assertEqual((home.status, home.file_counts.cancelled, home.usage_bytes), ("completed", 2, 0))

    def test_a_run_waits_for_the_store_of_its_thread(self):
        assistant = self.assistant(tools=[FILE_SEARCH])
        attachments = [{"file_id": self.note, "tools": [FILE_SEARCH]}]
        thread = self.thread("Where does the heron nest?", attachments=attachments)
        run = self.client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        self.assert_completed(run)
        self.assertIn("old mill", self.reply(run).content[0].text.value)


if __name__ == "__main__":
    unittest.main()
