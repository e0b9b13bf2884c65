"""What time does, without waiting for it: the control API moves the clock of the test's own project."""

import unittest

import openai
import reattach
from judge import BASE_URL, FILE_SEARCH, Judge

CONTROL = BASE_URL.removesuffix("/v1") + "/_understage"


class Time(Judge):
    def control(self, path, **body):
        return self.client.post(f"{CONTROL}/{path}", cast_to=object, body=body)

    def test_a_frozen_clock_gives_the_same_times_again(self):
        self.assertEqual(self.control("clock", freeze=1_700_000_000), {"now": 1_700_000_000, "frozen": True})
        self.assertEqual(self.thread().created_at, 1_700_000_000)
        self.control("clock", advance="1h")
        self.assertEqual(self.thread().created_at, 1_700_003_600)

    def test_a_run_that_waits_too_long_expires(self):
        function = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
        assistant = self.assistant(tools=[function])
        thread = self.thread("What's the weather in Paris?")
        runs = self.client.beta.threads.runs
        run = runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        self.assertEqual(run.status, "requires_action")
        self.control("clock", advance=600)
        run = runs.retrieve(run.id, thread_id=thread.id)
        self.assertEqual((run.status, run.expires_at), ("expired", None))
        outputs = [{"tool_call_id": "call_x", "output": "18"}]
        with self.assertRaises(openai.BadRequestError) as caught:
            runs.submit_tool_outputs(run.id, thread_id=thread.id, tool_outputs=outputs)
        self.assertEqual(caught.exception.body["message"], 'Runs in status "expired" do not accept tool outputs.')

    def test_the_files_of_an_expired_store_move(self):
        self.need(self.stores.list)
        assistant, thread, old = reattach.prepare(self.client, count=120)
        runs = self.client.beta.threads.runs
        ask = {"thread_id": thread.id, "assistant_id": assistant.id}
        self.assertEqual(runs.create_and_poll(**ask).status, "completed")
        self.control("clock", advance="1d")
        run = runs.create_and_poll(**ask)
        self.assertEqual((run.status, run.last_error.message), ("failed", f"Vector store {old.id} is expired."))
        self.assertEqual(self.stores.retrieve(old.id).status, "expired")
        new = reattach.reattach(self.client, thread.id, old.id)
        self.assertEqual(new.file_counts.completed, 120)
        self.assertEqual(runs.create_and_poll(**ask).status, "completed")

    def test_runs_are_ended_and_projects_emptied(self):
        assistant, thread = self.assistant(tools=[FILE_SEARCH]), self.thread()
        headers = {"X-Understage-Pace": "step"}
        run = self.client.beta.threads.runs.create(thread.id, assistant_id=assistant.id, extra_headers=headers)
        failed = self.control(f"runs/{run.id}/fail", code="rate_limit_exceeded", message="Slow down.")
        self.assertEqual((failed["status"], failed["last_error"]["code"]), ("failed", "rate_limit_exceeded"))
        self.assertEqual(self.control("reset"), {"reset": True})
        self.assertEqual(self.client.beta.assistants.list().data, [])


if __name__ == "__main__":
    unittest.main()
