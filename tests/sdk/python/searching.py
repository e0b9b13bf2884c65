"""What the judges of file search share: a text to ask about, and readers of steps, streams and citations."""

from judge import FILE_SEARCH, Judge, Recorder

FOODS = (
    "Favorite foods of the team.\n\nThe blue team likes potato pancakes best.\n\n"
    "The red team likes tomato soup, with basil.\n\nThe green team likes rice with beans.\n"
)
QUESTION = "Which food does the red team like?"
CONTENT = "step_details.tool_calls[*].file_search.results[*].content"
RANKING = {"ranker": "default_2024_08_21", "score_threshold": 0.0}
EVENTS = [
    "thread.run.created",
    "thread.run.queued",
    "thread.run.in_progress",
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.run.step.delta",
    "thread.run.step.completed",
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
    "thread.message.completed",
    "thread.run.step.completed",
    "thread.run.completed",
]


class Searching(Judge):
    """Skips all where there are no vector stores."""

    def setUp(self):
        super().setUp()
        self.need(self.stores.list)

    def searcher(self, *stores, **settings):
        resources = {"file_search": {"vector_store_ids": [store.id for store in stores]}}
        settings = {"tools": [FILE_SEARCH], **({"tool_resources": resources} if stores else {}), **settings}
        return self.assistant(**settings)

    def ask(self, assistant, thread, **settings):
        runs = self.client.beta.threads.runs
        run = runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id, **settings)
        self.assert_completed(run)
        return run

    def stream(self, assistant, thread, **settings):
        recorder = Recorder()
        runs = self.client.beta.threads.runs
        with runs.stream(
            thread_id=thread.id, assistant_id=assistant.id, event_handler=recorder, **settings
        ) as stream:
            run = stream.get_final_run()
        self.assert_completed(run)
        return run, recorder

    def text(self, run):
        """The text of the reply, after a look at its citations."""
        text = self.reply(run).content[0].text
        self.assert_annotations_fit(text)
        for note in text.annotations:
            self.assertEqual(note.type, "file_citation")
            self.assertIsInstance(note.to_dict()["file_citation"]["quote"], str)
        return text

    def cited(self, text):
        """The names of the cited files; each mark must name its file."""
        names = set()
        for note in text.annotations:
            name = self.client.files.retrieve(note.file_citation.file_id).filename
            self.assertRegex(note.text, r"^【\d+:\d+†.+】$")
            self.assertTrue(note.text.endswith(f"†{name}】"), note.text)
            names.add(name)
        return names

    def calls(self, run, **more):
        """The tool calls of a run, as plain data."""
        steps = self.client.beta.threads.runs.steps
        listed = steps.list(run_id=run.id, thread_id=run.thread_id, order="asc", **more)
        details = [step.to_dict()["step_details"] for step in listed]
        return [call for it in details if it["type"] == "tool_calls" for call in it["tool_calls"]]

    def results(self, run, **more):
        return [result for call in self.calls(run, **more) for result in call["file_search"]["results"]]
