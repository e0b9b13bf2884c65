"""File search: vector stores filled and polled, searched by a run, cited in the reply."""

import unittest

import openai
from judge import Judge, Recorder

FOODS = (
    "Favorite foods of the team.\n\nThe blue team likes potato pancakes best.\n\n"
    "The red team likes tomato soup, with basil.\n\nThe green team likes rice with beans.\n"
)
QUESTION = "Which food does the red team like?"
CONTENT = "step_details.tool_calls[*].file_search.results[*].content"


class Search(Judge):
    def setUp(self):
        super().setUp()
        self.need(self.stores.list)

    @property
    def stores(self):
        return getattr(self.client, "vector_stores", None) or self.client.beta.vector_stores

    def store(self):
        store = self.stores.create(name="Foods")
        batch = self.stores.file_batches.upload_and_poll(
            vector_store_id=store.id, files=[("favorite_foods.txt", FOODS.encode())]
        )
        self.assertEqual((batch.status, batch.file_counts.completed), ("completed", 1))
        return store

    def ask(self, store, handler):
        assistant = self.assistant(
            tools=[{"type": "file_search"}],
            tool_resources={"file_search": {"vector_store_ids": [store.id]}},
        )
        thread = self.thread(QUESTION)
        with self.client.beta.threads.runs.stream(
            thread_id=thread.id, assistant_id=assistant.id, event_handler=handler
        ) as stream:
            return stream.get_final_run()

    def test_a_cited_answer(self):
        recorder = Recorder()
        run = self.ask(self.store(), recorder)
        self.assert_completed(run)
        self.assertEqual([call.type for call in recorder.tool_calls], ["file_search"])
        for event in recorder.events:
            self.assert_valid(event)
        text = self.reply(run).content[0].text
        self.assertIn("tomato soup", text.value)
        self.assertEqual(text.value, recorder.text)
        self.assert_annotations_fit(text)
        citation = next(note for note in text.annotations if note.type == "file_citation")
        self.assertRegex(citation.text, r"^【\d+:\d+†favorite_foods\.txt】$")
        file = self.client.files.retrieve(citation.file_citation.file_id)
        self.assertEqual(file.filename, "favorite_foods.txt")
        gathered = recorder.messages_done[-1].content[0].text
        self.assertEqual(len(gathered.annotations), len(text.annotations))

    def test_steps_with_what_was_found(self):
        run = self.ask(self.store(), Recorder())
        listing = self.client.beta.threads.runs.steps.list

        def results(**more):
            steps = listing(run_id=run.id, thread_id=run.thread_id, order="asc", **more)
            return steps.data[0].to_dict()["step_details"]["tool_calls"][0]["file_search"]["results"]

        for result in results():
            self.assertEqual(result["file_name"], "favorite_foods.txt")
            self.assertTrue(0 <= result["score"] <= 1)
            self.assertNotIn("content", result)
        found = "".join(part["text"] for it in results(extra_query={"include[]": CONTENT}) for part in it["content"])
        self.assertIn("tomato soup", found)

    def test_the_life_of_a_store(self):
        store = self.store()
        self.assertRegex(store.id, r"^vs_[0-9a-f]{32}$")
        seen = self.stores.retrieve(store.id)
        self.assertEqual((seen.status, seen.file_counts.total), ("completed", 1))
        self.assertGreater(seen.usage_bytes, 0)
        self.assert_valid(seen)
        [file] = self.stores.files.list(store.id)
        self.assertEqual((file.object, file.status), ("vector_store.file", "completed"))
        self.assertEqual(self.stores.update(store.id, name="Meals").name, "Meals")
        self.assertTrue(self.stores.files.delete(file.id, vector_store_id=store.id).deleted)
        self.assertEqual(self.client.files.retrieve(file.id).id, file.id, "the file itself stays")
        self.assertTrue(self.stores.delete(store.id).deleted)
        text = f"No vector store found with id '{store.id}'."
        self.refused(openai.NotFoundError, text, self.stores.retrieve, store.id)

    def test_upload_and_poll_one_file(self):
        store = self.stores.create()
        file = self.stores.files.upload_and_poll(
            vector_store_id=store.id, file=("favorite_foods.txt", FOODS.encode())
        )
        self.assertEqual(file.status, "completed")

    def test_search_without_a_run(self):
        store = self.store()
        if not hasattr(self.stores, "search"):
            self.skipTest("this SDK knows no search of its own")
        page = self.stores.search(store.id, query="tomato soup")
        self.assertEqual(page.data[0].filename, "favorite_foods.txt")
        self.assertIn("tomato soup", page.data[0].content[0].text)

    def test_a_file_attached_to_the_message(self):
        file = self.client.files.create(file=("favorite_foods.txt", FOODS.encode()), purpose="assistants")
        assistant = self.assistant(tools=[{"type": "file_search"}])
        thread = self.thread(QUESTION, attachments=[{"file_id": file.id, "tools": [{"type": "file_search"}]}])
        run = self.client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        self.assert_completed(run)
        self.assertIn("tomato soup", self.reply(run).content[0].text.value)


if __name__ == "__main__":
    unittest.main()
