"""A run that is still at work: locks on its thread, cancelling, outputs at the wrong time.

Judges a server started with `--pace step`: a run moves only when the test says so.
"""

import json
import unittest

import openai
import weather
from judge import BASE_URL, FILE_SEARCH, Judge

SERVER = BASE_URL.removesuffix("/v1")


class Locks(Judge):
    def step(self, run, count=1):
        """Moves a run and returns its status."""
        url = f"{SERVER}/_understage/runs/{run.id}/step"
        return self.client.post(url, cast_to=object, body={"count": count})["status"]

    def step_until(self, run, wanted):
        for _ in range(1000):
            status = self.step(run)
            if status == wanted:
                return
        self.fail(f"the run stays {status}, it should become {wanted}")

    def start(self):
        thread = self.thread()
        run = self.runs.create(thread.id, assistant_id=self.assistant().id)
        self.assertEqual(run.status, "queued")
        return run

    @property
    def runs(self):
        return self.client.beta.threads.runs

    def seen(self, run):
        return self.runs.retrieve(run.id, thread_id=run.thread_id)

    def assert_locked(self, run):
        create = self.client.beta.threads.messages.create
        text = f"Can't add messages to {run.thread_id} while a run {run.id} is active."
        self.refused(openai.BadRequestError, text, create, run.thread_id, role="user", content="More")
        text = f"Thread {run.thread_id} already has an active run {run.id}."
        self.refused(
            openai.BadRequestError, text, self.runs.create, run.thread_id, assistant_id=run.assistant_id
        )
        # Looking on stays allowed.
        self.assertEqual(len(list(self.runs.list(run.thread_id))), 1)
        self.assertTrue(list(self.client.beta.threads.messages.list(run.thread_id)))
        list(self.runs.steps.list(run_id=run.id, thread_id=run.thread_id))

    def assert_open(self, run):
        messages = self.client.beta.threads.messages
        messages.create(run.thread_id, role="user", content="More")
        following = self.runs.create(run.thread_id, assistant_id=run.assistant_id)
        self.assertEqual(following.status, "queued")

    def cancel(self, run):
        cancelling = self.runs.cancel(run.id, thread_id=run.thread_id)
        self.assertEqual((cancelling.status, cancelling.cancelled_at), ("cancelling", None))
        self.step_until(run, "cancelled")
        gone = self.seen(run)
        self.assertEqual(gone.status, "cancelled")
        self.assertIsNotNone(gone.cancelled_at)
        self.assert_valid(gone)
        text = "Cannot cancel run with status 'cancelled'."
        self.refused(openai.BadRequestError, text, self.runs.cancel, run.id, thread_id=run.thread_id)
        self.assert_open(run)

    def test_locked_from_queued_to_the_end(self):
        run = self.start()
        self.assert_locked(run)
        self.step_until(run, "in_progress")
        self.assertEqual(self.seen(run).status, "in_progress")
        self.assert_locked(run)
        self.step_until(run, "completed")
        self.assert_completed(self.seen(run))
        self.assert_open(run)

    def test_nothing_moves_by_itself(self):
        run = self.start()
        for _ in range(3):
            self.assertEqual(self.seen(run).status, "queued")

    def test_cancel_in_queued(self):
        self.cancel(self.start())

    def test_cancel_in_progress(self):
        run = self.start()
        self.step_until(run, "in_progress")
        self.cancel(run)

    def waiting(self):
        assistant, thread = weather.prepare(self.client)
        run = self.runs.create(thread.id, assistant_id=assistant.id)
        text = 'Runs in status "queued" do not accept tool outputs.'
        outputs = [{"tool_call_id": "call_" + "A" * 24, "output": "1"}]
        submit = self.runs.submit_tool_outputs
        self.refused(
            openai.BadRequestError, text, submit, run.id, thread_id=thread.id, tool_outputs=outputs
        )
        self.step_until(run, "requires_action")
        return self.seen(run)

    def test_cancel_while_it_waits_for_outputs(self):
        run = self.waiting()
        self.assertEqual(run.status, "requires_action")
        self.assert_locked(run)
        self.cancel(run)

    def test_outputs_lead_back_to_the_queue(self):
        run = self.waiting()
        again = self.runs.submit_tool_outputs(
            run.id, thread_id=run.thread_id, tool_outputs=weather.outputs(run)
        )
        self.assertEqual((again.status, again.required_action), ("queued", None))
        self.assertEqual(again.started_at, run.started_at)
        self.assert_locked(run)
        self.step_until(run, "completed")
        self.assertIn("57", self.reply(run).content[0].text.value)
        self.assert_open(run)

    def test_a_stream_ends_when_its_run_is_cancelled(self):
        thread, assistant = self.thread(), self.assistant()
        with self.runs.create(thread.id, assistant_id=assistant.id, stream=True) as stream:
            first = next(stream)
            self.assertEqual(first.event, "thread.run.created")
            self.step_until(first.data, "in_progress")
            self.runs.cancel(first.data.id, thread_id=thread.id)
            self.step_until(first.data, "cancelled")
            names = [event.event for event in stream]
        self.assertEqual(names[0], "thread.run.queued")
        self.assertIn("thread.run.in_progress", names)
        self.assertEqual(names[-2:], ["thread.run.cancelling", "thread.run.cancelled"])

    def test_a_run_goes_on_when_its_stream_is_left(self):
        thread, assistant = self.thread(), self.assistant()
        with self.runs.create(thread.id, assistant_id=assistant.id, stream=True) as stream:
            run = next(stream).data
        self.step_until(run, "completed")
        self.assert_completed(self.seen(run))

    def test_one_thread_does_not_lock_another(self):
        first, second = self.start(), self.start()
        self.step_until(second, "completed")
        self.assertEqual(self.seen(first).status, "queued")

    def test_the_listing_of_steps_grows(self):
        run = self.waiting()
        [step] = self.steps(run)
        self.assertEqual((step.status, step.completed_at, step.usage), ("in_progress", None, None))
        for call in step.step_details.tool_calls:
            self.assertIsNone(call.function.output)
            json.loads(call.function.arguments)

    def test_cancelled_at_any_point_of_a_cited_reply(self):
        self.need(self.stores.list)
        store = self.store(foods="The red team likes tomato soup.\n")
        resources = {"file_search": {"vector_store_ids": [store.id]}}
        assistant = self.assistant(tools=[FILE_SEARCH], tool_resources=resources)
        seen = set()
        for count in range(1, 15):
            thread = self.thread("Which food does the red team like?")
            run = self.runs.create(thread.id, assistant_id=assistant.id)
            self.step(run, count)
            self.runs.cancel(run.id, thread_id=thread.id)
            self.step_until(run, "cancelled")
            steps = [(step.type, step.status) for step in self.steps(run)]
            for message in self.client.beta.threads.messages.list(thread.id, run_id=run.id):
                for part in message.content:
                    self.assert_annotations_fit(part.text)
                    self.assertEqual(part.text.value.count("†"), len(part.text.annotations))
                    seen.add(len(part.text.annotations))
            seen.add(tuple(steps))
        searched = ("tool_calls", "completed")
        self.assertLessEqual(
            {
                (),
                (("tool_calls", "cancelled"),),
                (searched, ("message_creation", "cancelled")),
                0,
                1,
            },
            seen,
        )


if __name__ == "__main__":
    unittest.main()
