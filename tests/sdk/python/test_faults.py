"""What goes wrong on purpose, and what the SDK makes of it."""

import unittest

import openai
from judge import BASE_URL, Judge

FAULTS = BASE_URL.removesuffix("/v1") + "/_understage/faults"


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


if __name__ == "__main__":
    unittest.main()
