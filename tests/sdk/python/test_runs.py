"""Runs: streamed event by event, polled, listed; token limits; headers; all overrides shown."""

import unittest

from judge import CODE_INTERPRETER, VERSION, Judge, Recorder

ESSAY = "Write a 500 word essay about the sea"
PLAIN = [
    "thread.run.created",
    "thread.run.queued",
    "thread.run.in_progress",
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
    "thread.message.completed",
    "thread.run.step.completed",
    "thread.run.completed",
]


class Streams(Judge):
    def test_a_plain_reply(self):
        assistant, thread, recorder = self.assistant(), self.thread(), Recorder()
        runs = self.client.beta.threads.runs
        with runs.stream(thread_id=thread.id, assistant_id=assistant.id, event_handler=recorder) as stream:
            run = stream.get_final_run()
            [message] = stream.get_final_messages()
            [step] = stream.get_final_run_steps()
        self.assertEqual(recorder.names, PLAIN)
        self.assertEqual((recorder.ended, recorder.failures), (1, []))
        self.assertEqual((recorder.texts_created, recorder.texts_done), (1, 1))
        self.assertEqual(len(recorder.messages_done), 1)
        for event in recorder.events:
            self.assert_valid(event)
        self.assert_completed(run)
        self.assertEqual(step.type, "message_creation")
        self.assertEqual(step.step_details.message_creation.message_id, message.id)
        self.assertEqual((message.status, message.role, message.run_id), ("completed", "assistant", run.id))
        self.assertEqual(message.content[0].text.value, recorder.text)
        self.assertEqual(self.reply(run).content[0].text.value, recorder.text)
        usage = run.usage
        self.assertEqual(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)
        self.assertGreater(min(usage.prompt_tokens, usage.completion_tokens), 0)
        self.assert_valid(runs.retrieve(run.id, thread_id=thread.id))

    def test_events_of_create_with_stream(self):
        assistant, thread = self.assistant(), self.thread()
        runs = self.client.beta.threads.runs
        with runs.create(thread_id=thread.id, assistant_id=assistant.id, stream=True) as stream:
            names = [event.event for event in stream]
        self.assertEqual(list(dict.fromkeys(names)), PLAIN)

    def test_thread_and_run_in_one(self):
        recorder = Recorder()
        with self.client.beta.threads.create_and_run_stream(
            assistant_id=self.assistant().id,
            thread={"messages": [{"role": "user", "content": "Hello"}], "metadata": {"n": "1"}},
            event_handler=recorder,
        ) as stream:
            run = stream.get_final_run()
        self.assertEqual(recorder.names, ["thread.created", *PLAIN])
        self.assertEqual(recorder.events[0].data.id, run.thread_id)
        self.assertEqual(self.client.beta.threads.retrieve(run.thread_id).metadata, {"n": "1"})

    def test_code_then_a_message(self):
        assistant = self.assistant(tools=[CODE_INTERPRETER])
        thread, recorder = self.thread("What is 12 * 34?"), Recorder()
        runs = self.client.beta.threads.runs
        with runs.stream(thread_id=thread.id, assistant_id=assistant.id, event_handler=recorder) as stream:
            stream.until_done()
        step = ["thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta"]
        self.assertEqual(recorder.names, PLAIN[:3] + step + ["thread.run.step.completed"] + PLAIN[3:])
        for event in recorder.events:
            self.assert_valid(event)
        self.assertIn("408", recorder.text)

    def test_leaving_a_stream_does_not_stop_the_run(self):
        assistant, thread = self.assistant(), self.thread()
        runs = self.client.beta.threads.runs
        with runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
            run = next(iter(stream)).data
        self.assert_completed(runs.poll(run.id, thread.id))


class Polls(Judge):
    def test_thread_and_run_in_one(self):
        threads = self.client.beta.threads
        thread = {"messages": [{"role": "user", "content": "Hello"}]}
        run = threads.create_and_run(assistant_id=self.assistant().id, thread=thread)
        self.assertEqual(run.object, "thread.run")
        self.assert_completed(threads.runs.poll(run.id, run.thread_id))
        run = threads.create_and_run_poll(assistant_id=self.assistant().id, thread=thread)
        self.assert_completed(run)
        self.assertEqual(len(list(threads.messages.list(run.thread_id))), 2)

    def test_the_fields_of_a_finished_run(self):
        assistant = self.assistant(metadata={"a": "b"})
        thread = self.thread()
        runs = self.client.beta.threads.runs
        run = runs.create_and_poll(
            thread_id=thread.id,
            assistant_id=assistant.id,
            model="gpt-4o-mini",
            instructions="Be brief.",
            additional_instructions=" Rhyme.",
            additional_messages=[{"role": "user", "content": "And hello."}],
            temperature=0.2,
            max_prompt_tokens=5000,
            truncation_strategy={"type": "last_messages", "last_messages": 5},
            metadata={"n": "1"},
        )
        self.assert_completed(run)
        self.assert_valid(run)
        self.assertRegex(run.id, r"^run_[A-Za-z0-9]{24}$")
        self.assertEqual((run.assistant_id, run.thread_id), (assistant.id, thread.id))
        self.assertEqual((run.model, run.temperature, run.metadata), ("gpt-4o-mini", 0.2, {"n": "1"}))
        self.assertTrue(run.instructions.startswith("Be brief."))
        self.assertIn("Rhyme.", run.instructions)
        self.assertEqual(run.max_prompt_tokens, 5000)
        self.assertEqual(run.truncation_strategy.to_dict(), {"type": "last_messages", "last_messages": 5})
        self.assertLessEqual(run.created_at, run.started_at)
        self.assertLessEqual(run.started_at, run.completed_at)
        self.assertEqual((run.expires_at, run.failed_at, run.cancelled_at), (None, None, None))
        self.assertEqual((run.last_error, run.required_action, run.incomplete_details), (None, None, None))
        texts = [
            message.content[0].text.value
            for message in self.client.beta.threads.messages.list(thread.id, order="asc")
        ]
        self.assertEqual(texts[:2], ["Hello, who are you?", "And hello."])
        self.assertEqual(len(texts), 3)

    def test_lists_and_changes(self):
        assistant, thread = self.assistant(), self.thread()
        runs = self.client.beta.threads.runs
        made = [
            runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id).id for _ in range(3)
        ]
        self.assertEqual([run.id for run in runs.list(thread.id, limit=2)], made[::-1])
        self.assertEqual([run.id for run in runs.list(thread.id, limit=2, order="asc")], made)
        changed = runs.update(made[0], thread_id=thread.id, metadata={"n": "1"})
        self.assertEqual(changed.metadata, {"n": "1"})
        steps = runs.steps.list(run_id=made[0], thread_id=thread.id)
        [step] = steps
        self.assert_valid(step)
        again = runs.steps.retrieve(step.id, thread_id=thread.id, run_id=made[0])
        self.assertEqual(again.to_dict(), step.to_dict())
        self.assertEqual(step.usage.total_tokens, runs.retrieve(made[0], thread_id=thread.id).usage.total_tokens)


class TokenLimits(Judge):
    def check(self, run):
        self.assertEqual(run.status, "incomplete")
        self.assertEqual(run.incomplete_details.reason, "max_completion_tokens")
        self.assertEqual(run.max_completion_tokens, 256)
        self.assertLessEqual(run.usage.completion_tokens, 256)
        message = self.reply(run)
        self.assertTrue(message.content[0].text.value)
        return message

    def test_polled(self):
        thread = self.thread(ESSAY)
        run = self.client.beta.threads.runs.create_and_poll(
            thread_id=thread.id, assistant_id=self.assistant().id, max_completion_tokens=256
        )
        self.check(run)

    def test_streamed(self):
        thread, recorder = self.thread(ESSAY), Recorder()
        runs = self.client.beta.threads.runs
        with runs.stream(
            thread_id=thread.id,
            assistant_id=self.assistant().id,
            max_completion_tokens=256,
            event_handler=recorder,
        ) as stream:
            stream.until_done()
        self.assertIn("thread.message.incomplete", recorder.names)
        self.assertNotIn("thread.message.completed", recorder.names)
        self.assertEqual(recorder.names[-1], "thread.run.incomplete")
        self.assertEqual(recorder.messages_done[0].incomplete_details.reason, "max_tokens")
        message = self.check(runs.retrieve(recorder.events[-1].data.id, thread_id=thread.id))
        self.assertEqual(message.content[0].text.value, recorder.text)
        if VERSION > (1, 31):
            self.assertEqual(stream.current_run.status, "incomplete")


class Headers(Judge):
    def test_of_json(self):
        response = self.client.beta.assistants.with_raw_response.create(model="gpt-4o")
        self.check(response)
        self.assertEqual(response.headers["content-type"], "application/json")
        self.assertRegex(response.parse().id, "^asst_")
        with self.client.beta.threads.with_streaming_response.create() as response:
            self.check(response)
            self.assertRegex(response.parse().id, "^thread_")

    def test_of_streams(self):
        response = self.client.beta.threads.runs.with_raw_response.create(
            self.thread().id, assistant_id=self.assistant().id, stream=True
        )
        self.check(response)
        self.assertEqual(response.headers["content-type"], "text/event-stream; charset=utf-8")
        self.assertEqual([event.event for event in response.parse()][-1], "thread.run.completed")

    def test_how_soon_to_ask_again(self):
        runs = self.client.beta.threads.runs
        run = runs.create(self.thread().id, assistant_id=self.assistant().id)
        headers = runs.with_raw_response.retrieve(run.id, thread_id=run.thread_id).headers
        self.assertLess(int(headers["openai-poll-after-ms"]), 1000)

    def check(self, response):
        self.assertRegex(response.headers["x-request-id"], r"^req_[0-9a-f]{32}$")
        self.assertEqual(response.headers["openai-version"], "2020-10-01")
        self.assertTrue(response.headers["openai-processing-ms"].isdigit())
        self.assertTrue(response.headers["openai-organization"])
        self.assertTrue(response.headers["x-understage-version"])
        self.assertNotIn("x-ratelimit-limit-requests", response.headers)


if __name__ == "__main__":
    unittest.main()
