"""Function calls: the weather bot, plain and strict, streamed and polled; tool_choice."""

import json
import unittest

import openai
import weather
from judge import Judge, Recorder


class Listener(weather.Bot):
    """The bot of the example, with what was said by both streams kept in one list."""

    def __init__(self, client, told=None):
        super().__init__(client)
        self.told = [] if told is None else told

    def on_event(self, event):
        self.told.append(event)
        super().on_event(event)

    def follow_up(self):
        return Listener(self.client, self.told)

    def on_text_delta(self, delta, snapshot):
        pass


class Weather(Judge):
    def check_calls(self, run):
        self.assertEqual(run.status, "requires_action")
        self.assertEqual(run.required_action.type, "submit_tool_outputs")
        calls = run.required_action.submit_tool_outputs.tool_calls
        self.assertEqual(
            [call.function.name for call in calls], ["get_current_temperature", "get_rain_probability"]
        )
        temperature, rain = (json.loads(call.function.arguments) for call in calls)
        self.assertEqual(temperature["location"], "San Francisco, CA")
        self.assertIn(temperature["unit"], weather.UNIT["enum"])
        self.assertEqual(rain, {"location": "San Francisco, CA"})
        for call in calls:
            self.assertEqual(call.type, "function")
            self.assertRegex(call.id, r"^call_[A-Za-z0-9]{24}$")

    def check_reply(self, run):
        self.assert_completed(run)
        self.assertIsNone(run.required_action)
        text = self.reply(run).content[0].text.value
        self.assertIn("57", text)
        self.assertRegex(text, r"0\.06|\b6 ?%|\b6 percent")
        details = [step.step_details for step in self.steps(run) if step.type == "tool_calls"]
        given = {call.function.name: call.function.output for it in details for call in it.tool_calls}
        self.assertEqual(given, weather.ANSWERS)

    def poll(self, strict):
        assistant, thread = weather.prepare(self.client, strict)
        self.assertEqual([bool(tool.function.to_dict().get("strict")) for tool in assistant.tools], [strict] * 2)
        runs = self.client.beta.threads.runs
        run = runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        self.check_calls(run)
        run = runs.submit_tool_outputs_and_poll(
            thread_id=thread.id, run_id=run.id, tool_outputs=weather.outputs(run)
        )
        self.check_reply(run)

    def stream(self, strict):
        assistant, thread = weather.prepare(self.client, strict)
        listener = Listener(self.client)
        with self.client.beta.threads.runs.stream(
            thread_id=thread.id, assistant_id=assistant.id, event_handler=listener
        ) as stream:
            stream.until_done()
        halts = [event.data for event in listener.told if event.event == "thread.run.requires_action"]
        self.assertEqual(len(halts), 1)
        self.check_calls(halts[0])
        self.assertEqual(listener.told[-1].event, "thread.run.completed")
        self.check_reply(listener.told[-1].data)
        return [event.event for event in listener.told], halts[0]

    def test_polled(self):
        self.poll(strict=False)

    def test_polled_strict(self):
        self.poll(strict=True)

    def test_streamed_strict(self):
        self.stream(strict=True)

    def test_streamed(self):
        names, run = self.stream(strict=False)
        halt = names.index("thread.run.requires_action")
        before, after = names[:halt], names[halt + 1 :]
        self.assertEqual(
            list(dict.fromkeys(before)),
            [
                "thread.run.created",
                "thread.run.queued",
                "thread.run.in_progress",
                "thread.run.step.created",
                "thread.run.step.in_progress",
                "thread.run.step.delta",
            ],
        )
        self.assertEqual(
            list(dict.fromkeys(after))[:5],
            [
                "thread.run.step.completed",
                "thread.run.queued",
                "thread.run.in_progress",
                "thread.run.step.created",
                "thread.run.step.in_progress",
            ],
        )
        self.assertIsNone(run.usage)

    def test_the_deltas_add_up_to_the_calls(self):
        assistant, thread = weather.prepare(self.client)
        recorder = Recorder()
        with self.client.beta.threads.runs.stream(
            thread_id=thread.id, assistant_id=assistant.id, event_handler=recorder
        ) as stream:
            run = stream.get_final_run()
            [step] = stream.get_final_run_steps()
        self.check_calls(run)
        wanted = run.required_action.submit_tool_outputs.tool_calls
        for snapshot, call in zip(step.step_details.tool_calls, wanted, strict=True):
            self.assertEqual(snapshot.id, call.id)
            self.assertEqual(snapshot.function.name, call.function.name)
            self.assertEqual(snapshot.function.arguments, call.function.arguments)
            self.assertIsNone(snapshot.function.output)

    def test_one_call_at_a_time(self):
        assistant, thread = weather.prepare(self.client)
        run = self.client.beta.threads.runs.create_and_poll(
            thread_id=thread.id,
            assistant_id=assistant.id,
            extra_body={"parallel_tool_calls": False},
        )
        asked = []
        while run.status == "requires_action":
            [call] = run.required_action.submit_tool_outputs.tool_calls
            asked.append(call.function.name)
            run = self.client.beta.threads.runs.submit_tool_outputs_and_poll(
                thread_id=thread.id, run_id=run.id, tool_outputs=weather.outputs(run)
            )
        self.assertTrue(asked)
        self.assertEqual(len(set(asked)), len(asked), "no function is called twice for one question")
        self.assert_completed(run)

    def test_all_outputs_are_due_at_once(self):
        assistant, thread = weather.prepare(self.client)
        runs = self.client.beta.threads.runs
        run = runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        outputs = weather.outputs(run)
        first, second = (output["tool_call_id"] for output in outputs)
        self.refused(
            openai.BadRequestError,
            f"Expected tool outputs for call_ids ['{first}', '{second}'], got ['{first}']",
            runs.submit_tool_outputs,
            run.id,
            thread_id=thread.id,
            tool_outputs=outputs[:1],
        )
        run = runs.submit_tool_outputs(run.id, thread_id=thread.id, tool_outputs=outputs)
        self.assertIn(run.status, ("queued", "in_progress", "completed"))
        run = runs.poll(run.id, thread.id)
        self.check_reply(run)
        self.refused(
            openai.BadRequestError,
            'Runs in status "completed" do not accept tool outputs.',
            runs.submit_tool_outputs,
            run.id,
            thread_id=thread.id,
            tool_outputs=outputs,
        )


class ToolChoice(Judge):
    def run_with(self, choice):
        assistant, thread = weather.prepare(self.client)
        self.client.beta.threads.messages.create(thread.id, role="user", content="Thanks, that is all.")
        return self.client.beta.threads.runs.create_and_poll(
            thread_id=thread.id, assistant_id=assistant.id, tool_choice=choice
        )

    def test_none(self):
        run = self.run_with("none")
        self.assert_completed(run)
        self.assertEqual(run.tool_choice, "none")
        self.assertEqual([step.type for step in self.steps(run)], ["message_creation"])

    def test_required(self):
        run = self.run_with("required")
        self.assertEqual(run.status, "requires_action")
        self.assertEqual(run.tool_choice, "required")

    def test_named(self):
        choice = {"type": "function", "function": {"name": "get_rain_probability"}}
        run = self.run_with(choice)
        self.assertEqual(run.status, "requires_action")
        self.assertEqual(run.tool_choice.to_dict(), choice)
        [call] = run.required_action.submit_tool_outputs.tool_calls
        self.assertEqual(call.function.name, "get_rain_probability")
        self.assertIn("location", json.loads(call.function.arguments))


if __name__ == "__main__":
    unittest.main()
