"""The code interpreter: charts from a CSV, three pictures at once, a shuffled file, a maths tutor."""

import csv
import io
import re
import unittest

import chart
import judge
import shuffle
import tutor
import visualize
from judge import CODE_INTERPRETER, Judge, Recorder, check_png


class Charts(Judge):
    def draw(self, number):
        recorder = Recorder()
        picture = chart.draw(self.client, chart.PROMPTS[number - 1], recorder)
        return recorder, picture, self.client.files.content(picture.id).read()

    def test_year_against_emissions(self):
        recorder, picture, data = self.draw(1)
        width, height = check_png(data)
        self.assertGreater(min(width, height), 200)
        self.assertEqual(picture.purpose, "assistants_output")
        self.assertEqual(picture.bytes, len(data))

        self.assertEqual(recorder.ended, 1)
        self.assertEqual(recorder.failures, [])
        self.assertEqual([call.type for call in recorder.tool_calls], ["code_interpreter"])
        self.assertEqual(recorder.texts_created, 1)
        for word in ("read_csv", "Year", "Annual CO"):
            self.assertIn(word, recorder.code)
        self.assertIn("image", [output.type for output in recorder.outputs])

        run = recorder.get_final_run()
        self.assert_completed(run)
        self.assertEqual(run.instructions, "create a downloadable file for the graph")
        step = next(step for step in self.steps(run) if step.type == "tool_calls")
        interpreter = step.step_details.tool_calls[0].code_interpreter
        self.assertEqual(interpreter.input, recorder.code, "the deltas add up to the code of the step")
        self.assertEqual(
            [output.type for output in interpreter.outputs],
            [output.type for output in recorder.outputs],
        )

    def test_the_message_shows_the_picture_and_offers_it(self):
        recorder, _, _ = self.draw(1)
        message = self.reply(recorder.get_final_run())
        self.assertEqual([part.type for part in message.content], ["image_file", "text"])
        shown = message.content[0].image_file.file_id
        check_png(self.client.files.content(shown).read())
        self.assertEqual(recorder.images, [shown])

        text = message.content[1].text
        self.assertEqual(text.value, recorder.text)
        self.assert_annotations_fit(text)
        [link] = [note for note in text.annotations if note.type == "file_path"]
        self.assertRegex(link.text, r"^sandbox:/mnt/data/\S+\.png$")
        self.assertIn(f"]({link.text})", text.value)
        check_png(self.client.files.content(link.file_path.file_id).read())
        # What the handler gathered from the deltas is what the message holds.
        gathered = recorder.messages_done[-1].content[1].text
        self.assertEqual(gathered.annotations[0].file_path.file_id, link.file_path.file_id)

    def test_all_columns_and_the_21st_century(self):
        emissions = self.draw(1)[2]
        recorder, _, everything = self.draw(2)
        self.assertNotEqual(everything, emissions)
        self.assertIn("Year", recorder.code)
        recorder, _, recent = self.draw(3)
        self.assertNotEqual(recent, everything, "fewer years give another picture")
        self.assertRegex(recorder.code, r"\b200[01]\b|\b1999\b")
        for data in (everything, recent):
            check_png(data)

    def test_a_second_visit_finds_file_and_assistant(self):
        self.draw(1)
        self.draw(1)
        names = [file.filename for file in self.client.files.list(purpose="assistants")]
        self.assertEqual(names.count("world_df.csv"), 1)
        self.assertEqual([it.name for it in self.client.beta.assistants.list()], [chart.NAME])

    def test_same_requests_in_two_projects_draw_the_same(self):
        first = self.draw(1)[2]
        with judge.OpenAI(api_key=self.key() + "-twin", max_retries=0, timeout=30) as twin:
            picture = chart.draw(twin, chart.PROMPTS[0], Recorder())
            self.assertEqual(twin.files.content(picture.id).read(), first)


class Visualizer(Judge):
    def test_three_pictures_and_a_summary(self):
        message = visualize.visualize(self.client)
        kinds = [part.type for part in message.content]
        self.assertEqual(kinds, ["image_file"] * 3 + ["text"])
        pictures = {self.client.files.content(part.image_file.file_id).read() for part in message.content[:3]}
        self.assertEqual(len(pictures), 3, "three different pictures")
        for data in pictures:
            check_png(data)
        self.assertGreater(len(message.content[3].text.value), 40)
        self.assert_valid(message)
        outputs = [file.id for file in self.client.files.list(purpose="assistants_output")]
        for part in message.content[:3]:
            self.assertIn(part.image_file.file_id, outputs)


class Shuffler(Judge):
    def test_the_new_file_has_the_same_rows_in_another_order(self):
        text = shuffle.shuffle(self.client)
        self.assert_annotations_fit(text)
        [link] = [note for note in text.annotations if note.type == "file_path"]
        self.assertRegex(text.value, r"\[Download [^\]]+\]\(" + re.escape(link.text) + r"\)")
        self.assertRegex(link.text, r"^sandbox:/mnt/data/\S+\.csv$")

        data = self.client.files.content(link.file_path.file_id).read().decode("utf-8")
        new = list(csv.reader(io.StringIO(data)))
        old = list(csv.reader(io.StringIO(shuffle.CSV.read_text("utf-8"))))
        self.assertEqual(new[0], old[0], "the header stays on top")
        self.assertEqual(sorted(new[1:]), sorted(old[1:]))
        self.assertNotEqual(new[1:], old[1:])

        file = self.client.files.retrieve(link.file_path.file_id)
        self.assertEqual(file.purpose, "assistants_output")
        self.assertTrue(file.filename.endswith(".csv"), file.filename)
        self.assertEqual(file.bytes, len(data.encode()))

    def test_indexes_count_characters(self):
        name = "Umsätze – 売上 😀.csv"
        file = self.client.files.create(file=(name, b"a,b\n1,2\n3,4\n5,6\n7,8\n"), purpose="assistants")
        assistant = self.assistant(tools=[CODE_INTERPRETER])
        thread = self.thread(shuffle.PROMPT, attachments=[{"file_id": file.id, "tools": [CODE_INTERPRETER]}])
        run = self.client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        self.assert_completed(run)
        text = self.reply(run).content[-1].text
        self.assertEqual(len([note for note in text.annotations if note.type == "file_path"]), 1)
        self.assert_annotations_fit(text)


class Tutor(Judge):
    def check(self, run):
        self.assert_completed(run)
        self.assertEqual(run.instructions, tutor.INSTRUCTIONS)
        kinds = [step.type for step in self.steps(run)]
        self.assertEqual(kinds, ["tool_calls", "message_creation"])
        interpreter = self.steps(run)[0].step_details.tool_calls[0].code_interpreter
        for number in ("3", "11", "14"):
            self.assertIn(number, interpreter.input)
        for output in interpreter.outputs:
            self.assertEqual(output.type, "logs")
            self.assertRegex(output.logs, r"\b1\b")
        value = self.reply(run).content[0].text.value
        self.assertRegex(value.replace("`", "").replace("*", ""), r"x = 1\b")
        self.assertIn("Jane Doe", value)
        return interpreter, value

    def test_polled(self):
        self.check(tutor.solve(self.client))

    def test_streamed(self):
        assistant, thread = tutor.prepare(self.client)
        recorder = Recorder()
        with self.client.beta.threads.runs.stream(
            thread_id=thread.id,
            assistant_id=assistant.id,
            instructions=tutor.INSTRUCTIONS,
            event_handler=recorder,
        ) as stream:
            run = stream.get_final_run()
        interpreter, value = self.check(run)
        self.assertEqual(recorder.code, interpreter.input)
        self.assertEqual(recorder.text, value)
        self.assertGreater(recorder.names.count("thread.run.step.delta"), 0)

    def test_without_the_tool_no_code_is_run(self):
        thread = self.thread(tutor.QUESTION)
        run = self.client.beta.threads.runs.create_and_poll(
            thread_id=thread.id, assistant_id=self.assistant().id
        )
        self.assertEqual([step.type for step in self.steps(run)], ["message_creation"])


if __name__ == "__main__":
    unittest.main()
