"""What the service refuses: the SDK's error classes with code, param and the service's own words."""

import unittest

import openai
from judge import Judge, Recorder
from openai._types import Omit


class Refusals(Judge):
    def test_unknown_ids(self):
        threads = self.client.beta.threads
        thread, assistant = self.thread(), self.assistant()
        inside = {"thread_id": thread.id}
        cases = [
            ("assistant", "asst", self.client.beta.assistants.retrieve, {}),
            ("assistant", "asst", self.client.beta.assistants.delete, {}),
            ("thread", "thread", threads.retrieve, {}),
            ("thread", "thread", threads.messages.list, {}),
            ("thread", "thread", threads.runs.list, {}),
            ("message", "msg", threads.messages.retrieve, inside),
            ("run", "run", threads.runs.retrieve, inside),
            ("run", "run", threads.runs.cancel, inside),
            ("run", "run", lambda missing, **rest: threads.runs.steps.list(run_id=missing, **rest), inside),
            ("thread", "thread", threads.runs.create, {"assistant_id": assistant.id}),
            ("assistant", "asst", lambda missing: threads.runs.create(thread.id, assistant_id=missing), {}),
        ]
        for number, (kind, prefix, call, rest) in enumerate(cases):
            with self.subTest(kind, number=number):
                missing = f"{prefix}_{'A' * 24}"
                text = f"No {kind} found with id '{missing}'."
                self.refused(openai.NotFoundError, text, call, missing, **rest)

    def test_ids_of_the_wrong_kind(self):
        for name, prefix, call in [
            ("thread_id", "thread", self.client.beta.threads.retrieve),
            ("assistant_id", "asst", self.client.beta.assistants.retrieve),
        ]:
            with self.subTest(name):
                text = f"Invalid '{name}': 'undefined'. Expected an ID that begins with '{prefix}'."
                found = self.refused(openai.BadRequestError, text, call, "undefined")
                self.assertEqual(found, ("invalid_value", name))

    def test_parameters(self):
        create = self.client.beta.assistants.create
        cases = [
            ({"extra_body": {"surprise": 1}}, "Unknown parameter: 'surprise'.", "unknown_parameter", "surprise"),
            (
                {"metadata": {"modified": True}},
                "Invalid type for 'metadata.modified': expected a string, but got a boolean instead.",
                "invalid_type",
                "metadata.modified",
            ),
            (
                {"metadata": {f"k{n}": "v" for n in range(17)}},
                "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, "
                "but got an object with 17 properties instead.",
                "object_above_max_properties",
                "metadata",
            ),
            (
                {"metadata": {"k": "v" * 513}},
                "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, "
                "but got a string with length 513 instead.",
                "string_above_max_length",
                "metadata.k",
            ),
            (
                {"temperature": 3},
                "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
                "decimal_above_max_value",
                "temperature",
            ),
            (
                {"tools": [{"type": "retrieval"}]},
                "Invalid value: 'retrieval'. Supported values are: 'code_interpreter', 'function', and 'file_search'.",
                "invalid_value",
                "tools[0].type",
            ),
            ({"extra_body": {"model": None}}, None, None, "model"),
        ]
        for settings, text, code, param in cases:
            with self.subTest(param):
                with self.assertRaises(openai.BadRequestError) as caught:
                    create(**{"model": "gpt-4o", **settings})
                error = caught.exception
                self.assertEqual((error.status_code, error.type), (400, "invalid_request_error"))
                self.assertEqual(error.param, param)
                if text:
                    self.assertEqual((error.code, error.body["message"]), (code, text))

    def test_a_parameter_left_out(self):
        found = self.refused(
            openai.BadRequestError,
            "Missing required parameter: 'assistant_id'.",
            self.client.beta.threads.runs.create,
            self.thread().id,
            assistant_id=openai.NOT_GIVEN,
        )
        self.assertEqual(found, ("missing_required_parameter", "assistant_id"))

    def test_list_limits(self):
        for limit in (0, 101):
            with self.subTest(limit), self.assertRaises(openai.BadRequestError):
                self.client.beta.assistants.list(limit=limit)

    def test_nothing_to_run_on(self):
        assistant = self.client.beta.assistants.create(model="gpt-4o")
        thread = self.client.beta.threads.create()
        text = "Run creation requires a Thread with a user message or an assistant with instructions."
        runs = self.client.beta.threads.runs
        found = self.refused(openai.BadRequestError, text, runs.create, thread.id, assistant_id=assistant.id)
        self.assertEqual(found, ("invalid_thread", None))

        def stream():
            with runs.stream(thread_id=thread.id, assistant_id=assistant.id, event_handler=Recorder()):
                self.fail("a refused run must not open a stream")

        self.refused(openai.BadRequestError, text, stream)

    def test_without_the_beta_header(self):
        found = self.refused(
            openai.BadRequestError,
            "You must provide the 'OpenAI-Beta' header to access the Assistants API. "
            "Please try again by setting the header 'OpenAI-Beta: assistants=v2'.",
            self.client.beta.assistants.list,
            extra_headers={"OpenAI-Beta": Omit()},
        )
        self.assertEqual(found, ("invalid_beta", None))

    def test_without_a_key(self):
        with self.assertRaises(openai.AuthenticationError) as caught:
            self.client.beta.assistants.list(extra_headers={"Authorization": Omit()})
        self.assertEqual(caught.exception.status_code, 401)
        self.assertTrue(caught.exception.body["message"].startswith("You didn't provide an API key."))

    def test_runs_that_are_over(self):
        runs = self.client.beta.threads.runs
        thread = self.thread()
        run = runs.create_and_poll(thread_id=thread.id, assistant_id=self.assistant().id)
        self.assert_completed(run)
        text = "Cannot cancel run with status 'completed'."
        self.refused(openai.BadRequestError, text, runs.cancel, run.id, thread_id=thread.id)

    def test_an_unknown_route(self):
        with self.assertRaises(openai.NotFoundError):
            self.client.get("/no/such/route", cast_to=object)


if __name__ == "__main__":
    unittest.main()
