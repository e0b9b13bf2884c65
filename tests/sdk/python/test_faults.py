"""What goes wrong on purpose, and what the SDK makes of it."""

import unittest

import openai
from judge import BASE_URL, VERSION, Judge

CONTROL = BASE_URL.removesuffix("/v1") + "/_understage"
FAULTS = CONTROL + "/faults"


class Faults(Judge):
    def fault(self, **rule):
        return self.client.post(FAULTS, cast_to=object, body={"faults": [rule]})

    def played(self):
        return [rule["played"] for rule in self.client.get(FAULTS, cast_to=object)["faults"]]

    def test_the_sdk_tries_again_when_the_limit_is_reached(self):
        reply = {"status": 429, "code": "rate_limit_exceeded", "retry_after_ms": 1}
        self.fault(method="POST", path="/v1/threads", first=2, reply=reply)
        client = self.client.with_options(max_retries=2)
        self.assertTrue(client.beta.threads.create().id.startswith("thread_"))
        self.assertEqual(self.played(), [2])

    def test_it_gives_up_in_the_end(self):
        reply = {"status": 429, "code": "rate_limit_exceeded", "message": "Slow down.", "retry_after_ms": 1}
        self.fault(path="/v1/**", every=1, reply=reply)
        client = self.client.with_options(max_retries=1)
        with self.assertRaises(openai.RateLimitError) as caught:
            client.beta.threads.create()
        self.assertEqual((caught.exception.code, caught.exception.body["message"]), ("rate_limit_exceeded", "Slow down."))
        self.assertEqual(self.played(), [2])

    def test_a_server_error(self):
        self.fault(path="/v1/assistants", reply={"status": 503})
        with self.assertRaises(openai.InternalServerError):
            self.client.with_options(max_retries=0).beta.assistants.list()

    def test_a_lost_answer_is_asked_for_again(self):
        self.fault(method="POST", path="/v1/threads", cut={})
        client = self.client.with_options(max_retries=0)
        with self.assertRaises(openai.APIConnectionError):
            client.beta.threads.create()
        # What it asked for has been done all the same.
        leaks = self.client.get(FAULTS.replace("faults", "leaks"), cast_to=object)
        self.assertEqual(leaks["threads"]["count"], 1)

    def test_a_stream_that_is_cut_is_recovered_by_polling(self):
        thread, assistant = self.thread("Tell me a story."), self.assistant()
        runs = self.client.beta.threads.runs
        self.fault(method="POST", path="/v1/threads/*/runs", cut={"after": 8})
        run, events = None, 0
        # Which error it is depends on the SDK's version and its HTTP client.
        with self.assertRaises(Exception):
            with runs.create(thread.id, assistant_id=assistant.id, stream=True) as stream:
                for event in stream:
                    run = run or event.data
                    events += 1
        self.assertEqual(events, 8)
        self.assertEqual(runs.retrieve(run.id, thread_id=thread.id).status, "completed")
        [reply] = self.client.beta.threads.messages.list(thread.id, run_id=run.id).data
        self.assertTrue(reply.content[0].text.value)

    @unittest.skipIf(VERSION < (1, 50), "sends no count of its tries")
    def test_one_request_asks_for_its_own_fault(self):
        client = self.client.with_options(max_retries=1)
        once = {"X-Understage-Fault": "429; retry_after_ms=1; tries=1"}
        self.assertTrue(client.beta.threads.create(extra_headers=once).id.startswith("thread_"))
        with self.assertRaises(openai.RateLimitError):
            client.beta.threads.create(extra_headers={"X-Understage-Fault": "429; retry_after_ms=1"})
        self.assertTrue(client.beta.threads.create().id.startswith("thread_"))

    def test_events_come_slowly(self):
        thread, assistant = self.thread("Tell me a story."), self.assistant()
        slow = {"X-Understage-Fault": "delay_events=1"}
        runs = self.client.beta.threads.runs
        with runs.create(thread.id, assistant_id=assistant.id, stream=True, extra_headers=slow) as stream:
            names = [event.event for event in stream]
        self.assertEqual((names[0], names[-1]), ("thread.run.created", "thread.run.completed"))

    def test_the_api_has_ended(self):
        ends = [("openai", openai.NotFoundError, 404, None), ("azure", openai.APIStatusError, 410, "assistants_api_deprecated")]
        for like, error, status, code in ends:
            self.client.post(CONTROL + "/sunset", cast_to=object, body={"like": like})
            with self.assertRaises(error) as caught:
                self.client.beta.threads.create()
            self.assertEqual((caught.exception.status_code, caught.exception.code), (status, code))
            self.assertEqual(self.client.files.list().data, [])
        self.client.delete(CONTROL + "/sunset", cast_to=object)
        self.assertTrue(self.client.beta.threads.create().id.startswith("thread_"))


if __name__ == "__main__":
    unittest.main()
