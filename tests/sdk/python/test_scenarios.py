"""Scripted runs: what the SDK's helpers make of the scenario files in fixtures/scenarios, and of a few of our own."""

import json
import pathlib
import unittest
import urllib.request

import openai
import weather
from judge import BASE_URL, CODE_INTERPRETER, FILE_SEARCH, Judge, Recorder, check_png

CONTROL = BASE_URL.removesuffix("/v1") + "/_understage"
SCENARIOS = pathlib.Path(weather.__file__).parents[1] / "fixtures" / "scenarios"


def function(name):
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}


class Scenarios(Judge):
    def setUp(self):
        super().setUp()
        self.runs = self.client.beta.threads.runs

    def control(self, path, **body):
        return self.client.post(f"{CONTROL}/{path}", cast_to=object, body=body)

    def push(self, name):
        """Pushes a file as it is."""
        headers = {"Authorization": f"Bearer {self.client.api_key}", "Content-Type": "application/yaml"}
        text = (SCENARIOS / f"{name}.yaml").read_bytes()
        urllib.request.urlopen(urllib.request.Request(f"{CONTROL}/scenarios", text, headers), timeout=30).close()

    def script(self, *steps):
        self.control("scenarios", scenarios=[{"name": "scripted", "steps": steps}])

    def prepare(self, text, tools=(), **settings):
        """What a run of an assistant with these functions, for this message, is created with."""
        tools = [function(tool) if isinstance(tool, str) else tool for tool in tools]
        return {"thread_id": self.thread(text).id, "assistant_id": self.assistant(tools=tools, **settings).id}

    def stream(self, **work):
        heard = Recorder()
        with self.runs.stream(**work, event_handler=heard) as stream:
            stream.until_done()
        return heard

    def text(self, run):
        return self.reply(run).content[0].text.value

    def answer(self, run, **outputs):
        calls = run.required_action.submit_tool_outputs.tool_calls
        self.assertEqual([call.function.name for call in calls], list(outputs))
        given = [{"tool_call_id": call.id, "output": outputs[call.function.name]} for call in calls]
        return self.runs.submit_tool_outputs_and_poll(run_id=run.id, thread_id=run.thread_id, tool_outputs=given)


class Talk(Scenarios):
    def test_each_chunk_is_a_delta(self):
        chunks = ["One, ", "t", "wo — ", "three 🎭"]
        self.script({"say": {"chunks": chunks}})
        heard = self.stream(**self.prepare("Count."))
        deltas = [event.data.delta.content[0].text.value for event in heard.events if event.event == "thread.message.delta"]
        self.assertEqual(deltas, chunks)
        self.assertEqual((heard.text, heard.texts_created, heard.texts_done, heard.ended), ("".join(chunks), 1, 1, 1))
        self.assertEqual([message.content[0].text.value for message in heard.messages_done], ["".join(chunks)])

    def test_a_refusal(self):
        self.push("refusal")
        work = self.prepare("How do I pick a lock?")
        heard = self.stream(**work)
        [message] = heard.messages_done
        run = self.runs.create_and_poll(**work)
        self.assert_completed(run)
        words = "I'm sorry, but I can't help with that."
        for message in (message, self.reply(run)):
            # An SDK that is older than refusals keeps what it does not know.
            self.assertEqual((message.content[0].type, message.content[0].refusal), ("refusal", words))
        try:
            from openai.types.beta.threads import RefusalContentBlock
        except ImportError:
            return
        self.assertIsInstance(message.content[0], RefusalContentBlock)
        self.assert_valid(message)

    def test_each_thread_has_its_own_place_in_a_conversation(self):
        self.push("interview")
        assistant = self.assistant(name="Interviewer")
        threads = [self.thread("Hello.") for _ in range(2)]
        said = {thread.id: [] for thread in threads}
        for message in (None, "Ada", "I write programs."):
            for thread in threads:
                if message:
                    self.client.beta.threads.messages.create(thread.id, role="user", content=message)
                run = self.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
                said[thread.id].append(self.text(run))
        wanted = ["What is your name?", "Nice to meet you, Ada. What do you do?", "Thank you. That was question 2 of 2."]
        self.assertEqual(list(said.values()), [wanted, wanted])

    def test_metadata_picks_a_scenario(self):
        self.push("cancel")
        work = self.prepare("Whatever you like.")
        for name, status in [("cancel-queued", "queued"), ("cancel-in-progress", "in_progress")]:
            run = self.runs.create(**work, metadata={"scenario": name})
            self.assertEqual(self.runs.retrieve(run.id, thread_id=run.thread_id).status, status)
            self.assertEqual(self.runs.cancel(run.id, thread_id=run.thread_id).status, "cancelling")
            if status == "queued":  # at pace `step`
                self.control(f"runs/{run.id}/step", until="halt")
            self.assertEqual(self.runs.retrieve(run.id, thread_id=run.thread_id).status, "cancelled")
        run = self.runs.create_and_poll(**work, metadata={"scenario": "cancel-qeued"})
        self.assertEqual(run.status, "failed")
        self.assertIn("cancel-queued", run.last_error.message)


class Tools(Scenarios):
    def test_calls_are_answered_while_the_reply_streams(self):
        self.push("weather")
        assistant, thread = weather.prepare(self.client)
        said = []

        class Bot(weather.Bot):
            def follow_up(self):
                return Bot(self.client)

            def on_text_done(self, text):
                said.append(text.value)

        handler = Bot(self.client)
        with self.runs.stream(thread_id=thread.id, assistant_id=assistant.id, event_handler=handler) as stream:
            stream.until_done()
        self.assertEqual(said, ["It is 57°F in San, and the chance of rain is 0.06."])

    def test_a_loop_in_which_a_call_fails(self):
        self.push("tool-loop")
        work = self.prepare("Please refund order 20417.", ["find_order", "refund_payment", "open_ticket"])
        run = self.runs.create_and_poll(**work)
        run = self.answer(run, find_order=json.dumps({"payment": "pay_1", "cents": 4200}))
        [call] = run.required_action.submit_tool_outputs.tool_calls
        self.assertEqual(json.loads(call.function.arguments), {"payment": "pay_1", "cents": 4200})
        run = self.answer(run, refund_payment=json.dumps({"error": "the bank is closed"}))
        run = self.answer(run, open_ticket=json.dumps({"ticket": "T-7"}))
        self.assert_completed(run)
        self.assertEqual(self.text(run), "I could not refund order 20417 (the bank is closed), so I opened ticket T-7.")
        self.assertEqual([step.type for step in self.steps(run)], ["tool_calls"] * 3 + ["message_creation"])

    def test_an_output_that_is_not_as_expected(self):
        self.push("weather")
        assistant, thread = weather.prepare(self.client)
        run = self.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        run = self.answer(run, get_current_temperature="warm", get_rain_probability="0.06")
        self.assertEqual((run.status, run.last_error.code), ("failed", "server_error"))
        self.assertIn('the output of get_current_temperature is "warm"', run.last_error.message)

    def test_code_that_draws_and_writes(self):
        self.push("report")
        file = self.upload("sales.csv", "Quarter,Sales\nQ1,100\nQ2,140\nQ3,90\nQ4,200\n")
        resources = {"code_interpreter": {"file_ids": [file]}}
        work = self.prepare("The quarterly report, please.", [CODE_INTERPRETER], tool_resources=resources)
        run = self.runs.create_and_poll(**work)
        self.assert_completed(run)
        image, text = self.reply(run).content
        check_png(self.client.files.content(image.image_file.file_id).read())
        self.assert_annotations_fit(text.text)
        [link] = text.text.annotations
        self.assertEqual(self.client.files.content(link.file_path.file_id).read(), b"quarter,sales\nQ1,100\n")
        [call] = self.steps(run)[0].step_details.tool_calls
        self.assertEqual([output.type for output in call.code_interpreter.outputs], ["logs", "image"])

    def test_a_search_that_is_cited(self):
        self.push("handbook")
        store = self.store(handbook="Everybody has thirty days of holiday.")
        resources = {"file_search": {"vector_store_ids": [store.id]}}
        work = self.prepare("Tell me how many days of holiday I have.", [FILE_SEARCH], tool_resources=resources)
        run = self.runs.create_and_poll(**work)
        self.assert_completed(run)
        text = self.reply(run).content[0].text
        self.assertEqual(text.value, "Everybody has thirty days of holiday. 【4:0†handbook.txt】")
        self.assert_annotations_fit(text)
        self.assertEqual([annotation.type for annotation in text.annotations], ["file_citation"])


class Pauses(Scenarios):
    def test_a_run_that_is_held_goes_on_by_the_control_api(self):
        self.script({"say": {"chunks": ["First half, "], "open": True}}, "hold", {"say": "second half."})
        work = self.prepare("Tell me.")
        run, text = None, ""
        with self.runs.create(**work, stream=True) as stream:
            for event in stream:
                run = event.data if event.event == "thread.run.in_progress" else run
                if event.event != "thread.message.delta":
                    continue
                if not text:
                    # Nothing more comes before it is let go on.
                    held = self.runs.retrieve(run.id, thread_id=run.thread_id)
                    self.assertEqual(held.status, "in_progress")
                    self.control(f"runs/{run.id}/step")
                text += event.data.delta.content[0].text.value
        self.assertEqual(text, "First half, second half.")
        self.assert_completed(self.runs.poll(run.id, thread_id=run.thread_id))

    def test_a_wait_lasts_as_long_as_the_clock_stands(self):
        self.push("typing")
        self.control("clock", freeze=True)
        run = self.runs.create(**self.prepare("Please take your time."))
        for minutes, status in [(4, "in_progress"), (1, "completed")]:
            self.control("clock", advance=f"{minutes}m")
            self.assertEqual(self.runs.retrieve(run.id, thread_id=run.thread_id).status, status)
        self.assertEqual(self.text(run), "One, two, three.")


class Ends(Scenarios):
    def test_a_stream_that_breaks_is_recovered_by_polling(self):
        self.push("cut-stream")
        work, heard = self.prepare("Tell me a story."), Recorder()
        with self.assertRaises(Exception) as caught:
            with self.runs.stream(**work, event_handler=heard) as stream:
                stream.until_done()
        # Which error it is depends on the SDK's version and its HTTP client.
        self.assertIn(type(caught.exception).__name__, {"RemoteProtocolError", "APIConnectionError"})
        self.assertEqual(heard.text, "Once upon a time, ")
        run = next(event.data for event in heard.events if event.event == "thread.run.created")
        run = self.runs.poll(run.id, thread_id=run.thread_id)
        self.assert_completed(run)
        self.assertEqual(self.text(run), "Once upon a time, there was a server that kept its word.")

    def test_replies_that_stop_short(self):
        self.push("incomplete")
        for message, reason in [("A long answer, please.", "max_completion_tokens"), ("A long question.", "max_prompt_tokens")]:
            run = self.runs.create_and_poll(**self.prepare(message))
            self.assertEqual((run.status, run.incomplete_details.reason), ("incomplete", reason))
            self.assert_valid(run)

    def test_runs_expire(self):
        self.push("expiry")
        run = self.runs.create_and_poll(**self.prepare("Please approve contract 7.", ["ask_for_approval"]))
        self.assertEqual(run.status, "requires_action")
        self.control("clock", advance="10m")
        self.assertEqual(self.runs.poll(run.id, thread_id=run.thread_id).status, "expired")
        work = self.prepare("You may dawdle.")
        heard = self.stream(**work)
        self.assertEqual(heard.names[-1], "thread.run.expired")
        self.assertEqual(heard.text, "Let me think about")

    def test_the_sdk_tries_again_at_the_limit(self):
        self.push("rate-limit")
        work = self.prepare("Hello.")
        run = self.client.with_options(max_retries=2).beta.threads.runs.create_and_poll(**work)
        self.assert_completed(run)
        path = f"requests?method=POST&path=/v1/threads/{run.thread_id}/runs"
        tries = self.client.get(f"{CONTROL}/{path}", cast_to=object)["data"]
        self.assertEqual([entry["status"] for entry in tries], [429, 429, 200])
        run = self.runs.create_and_poll(**self.prepare("This is an overload."))
        self.assertEqual((run.status, run.last_error.code), ("failed", "rate_limit_exceeded"))

    def test_a_program_that_tries_again_outlives_a_brown_out(self):
        self.push("brown-out")
        with self.assertRaises(openai.InternalServerError):
            for _ in range(50):
                self.client.beta.assistants.list()
        self.client = self.client.with_options(max_retries=10)
        run = self.client.beta.threads.runs.create_and_poll(**self.prepare("Hello."))
        self.assert_completed(run)
        self.assertTrue(self.text(run))

    def test_a_second_client_is_locked_out(self):
        self.push("race")
        work = self.prepare("How much stock is there?", ["look_up_stock"])
        run = self.runs.create_and_poll(**work)
        other = openai.OpenAI(api_key=self.client.api_key, max_retries=0)
        self.addCleanup(other.close)
        for call in (
            lambda: other.beta.threads.messages.create(work["thread_id"], role="user", content="And now?"),
            lambda: other.beta.threads.runs.create(**work),
        ):
            self.assertRaises(openai.BadRequestError, call)
        self.assertEqual(self.text(self.answer(run, look_up_stock="12")), "There are 12 of A-100 in stock.")


if __name__ == "__main__":
    unittest.main()
