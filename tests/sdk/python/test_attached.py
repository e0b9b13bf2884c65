"""Vector stores that come to be with an assistant, a thread or a message, and stores that are attached later."""

import asyncio
import unittest

import openai
from judge import FILE_SEARCH
from searching import FOODS, QUESTION, Searching


class Helpers(Searching):
    def file_store(self, thing):
        [store] = thing.tool_resources.file_search.vector_store_ids
        return self.stores.retrieve(store)

    def check_answer(self, run):
        text = self.text(run)
        self.assertIn("tomato soup", text.value)
        self.assertEqual(self.cited(text), {"foods.txt"})

    def test_with_an_assistant(self):
        helper = {"file_ids": [self.upload("foods.txt", FOODS)], "metadata": {"made": "by the helper"}}
        assistant = self.searcher(tool_resources={"file_search": {"vector_stores": [helper]}})
        store = self.file_store(assistant)
        self.assertEqual((store.status, store.file_counts.completed), ("completed", 1))
        self.assertEqual((store.metadata, store.expires_at), ({"made": "by the helper"}, None))
        self.assertEqual(assistant.to_dict()["tool_resources"], {"file_search": {"vector_store_ids": [store.id]}})
        self.check_answer(self.ask(assistant, self.thread(QUESTION)))

    def test_with_a_thread(self):
        helper = {
            "file_ids": [self.upload("foods.txt", FOODS)],
            "chunking_strategy": {
                "type": "static",
                "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 20},
            },
        }
        thread = self.client.beta.threads.create(
            messages=[{"role": "user", "content": QUESTION}],
            tool_resources={"file_search": {"vector_stores": [helper]}},
        )
        store = self.file_store(thread)
        self.assertEqual(self.file_store(self.client.beta.threads.retrieve(thread.id)).id, store.id)
        self.assertEqual(store.expires_after.to_dict(), {"anchor": "last_active_at", "days": 7})
        self.assertEqual(store.expires_at, store.last_active_at + 7 * 86_400)
        [file] = self.stores.files.list(store.id)
        self.assertEqual(file.to_dict()["chunking_strategy"], helper["chunking_strategy"])
        self.check_answer(self.ask(self.searcher(), thread))

    def test_with_thread_and_run(self):
        threads = self.client.beta.threads
        helper = {"file_ids": [self.upload("foods.txt", FOODS)]}
        run = threads.create_and_run_poll(
            assistant_id=self.searcher().id,
            thread={
                "messages": [{"role": "user", "content": QUESTION}],
                "tool_resources": {"file_search": {"vector_stores": [helper]}},
            },
        )
        self.assert_completed(run)
        self.check_answer(run)
        self.assertEqual(self.file_store(threads.retrieve(run.thread_id)).file_counts.completed, 1)

    def test_with_the_run_of_thread_and_run(self):
        store = self.store(foods=FOODS)
        run = self.client.beta.threads.create_and_run_poll(
            assistant_id=self.searcher().id,
            thread={"messages": [{"role": "user", "content": QUESTION}]},
            tool_resources={"file_search": {"vector_store_ids": [store.id]}},
        )
        self.assert_completed(run)
        self.check_answer(run)

    def test_with_a_message(self):
        attachments = [{"file_id": self.upload("foods.txt", FOODS), "tools": [FILE_SEARCH]}]
        thread = self.thread(QUESTION, attachments=attachments)
        store = self.file_store(thread)
        self.assertEqual(store.expires_after.to_dict(), {"anchor": "last_active_at", "days": 7})
        self.check_answer(self.ask(self.searcher(), thread))

    def test_some_kinds_of_files_cannot_be_searched(self):
        create = self.client.beta.threads.messages.create
        thread = self.client.beta.threads.create()
        for kind in ("png", "csv"):
            attachments = [{"file_id": self.upload(f"a.{kind}", "a,b\n"), "tools": [FILE_SEARCH]}]
            text = (
                f"Files with extensions [.{kind}] are not supported for retrieval. "
                "See https://platform.openai.com/docs/assistants/tools/file-search/supported-files"
            )
            message = {"role": "user", "content": QUESTION, "attachments": attachments}
            with self.subTest(kind):
                code, _ = self.refused(openai.BadRequestError, text, create, thread.id, **message)
                self.assertEqual(code, "unsupported_file")
        self.assertEqual(list(self.client.beta.threads.messages.list(thread.id)), [])

    def test_with_a_later_message(self):
        threads = self.client.beta.threads
        thread = threads.create()
        self.assertEqual(thread.to_dict()["tool_resources"], {})
        for name, text in [("foods.txt", FOODS), ("drinks.txt", "The red team drinks lemonade.\n")]:
            attachments = [{"file_id": self.upload(name, text), "tools": [FILE_SEARCH]}]
            message = threads.messages.create(thread.id, role="user", content=QUESTION, attachments=attachments)
            self.assertEqual(message.to_dict()["attachments"], attachments)
        store = self.file_store(threads.retrieve(thread.id))
        self.assertEqual(store.file_counts.completed, 2, "both went into one store")
        self.assertIn("tomato soup", self.text(self.ask(self.searcher(), thread)).value)

    def test_with_an_additional_message_of_a_run(self):
        thread = self.client.beta.threads.create()
        attachments = [{"file_id": self.upload("foods.txt", FOODS), "tools": [FILE_SEARCH]}]
        more = [{"role": "user", "content": QUESTION, "attachments": attachments}]
        self.check_answer(self.ask(self.searcher(), thread, additional_messages=more))
        self.assertEqual(self.file_store(self.client.beta.threads.retrieve(thread.id)).file_counts.completed, 1)

    def test_with_a_thread_and_its_message(self):
        attachments = [{"file_id": self.upload("foods.txt", FOODS), "tools": [FILE_SEARCH]}]
        helper = {"file_ids": [self.upload("drinks.txt", "The red team drinks lemonade.\n")]}
        thread = self.client.beta.threads.create(
            messages=[{"role": "user", "content": QUESTION, "attachments": attachments}],
            tool_resources={"file_search": {"vector_stores": [helper]}},
        )
        self.assertEqual(self.file_store(thread).file_counts.completed, 2, "both went into one store")

    def test_the_stores_of_assistant_and_thread(self):
        assistant = self.searcher(self.store(foods=FOODS))
        drinks = self.store(drinks="The red team drinks lemonade with mint.\n")
        thread = self.client.beta.threads.create(
            messages=[{"role": "user", "content": "What does the red team drink?"}],
            tool_resources={"file_search": {"vector_store_ids": [drinks.id]}},
        )
        run = self.ask(assistant, thread)
        self.assertEqual({it["file_name"] for it in self.results(run)}, {"foods.txt", "drinks.txt"})
        self.assertIn("lemonade", self.text(run).value)
        self.client.beta.threads.messages.create(thread.id, role="user", content=QUESTION)
        self.check_answer(self.ask(assistant, thread))

    def test_changed_later(self):
        assistant = self.client.beta.assistants.update(
            self.searcher().id,
            tool_resources={"file_search": {"vector_store_ids": [self.store(foods=FOODS).id]}},
        )
        self.check_answer(self.ask(assistant, self.thread(QUESTION)))
        assistant = self.client.beta.assistants.update(
            assistant.id, tool_resources={"file_search": {"vector_store_ids": []}}
        )
        run = self.ask(assistant, self.thread(QUESTION))
        self.assertNotIn("tomato soup", self.text(run).value)

    def test_one_store_is_all(self):
        ids = [self.stores.create().id for _ in range(2)]
        name = "tool_resources.file_search.vector_store_ids"
        text = (
            f"Invalid '{name}': array too long. Expected an array with maximum length 1, "
            "but got an array with length 2 instead."
        )
        resources = {"file_search": {"vector_store_ids": ids}}
        for create in (self.searcher, self.client.beta.threads.create):
            with self.subTest(create.__qualname__):
                found = self.refused(openai.BadRequestError, text, create, tool_resources=resources)
                self.assertEqual(found, ("array_above_max_length", name))


class Crowd(Searching):
    """Many threads with stores of their own, at once."""

    def test_each_finds_its_own(self):
        assistant = self.searcher()
        answers = asyncio.run(self.converse_all(assistant, 20))
        for number, answer in enumerate(answers):
            self.assertIn(f"seat {number * 7} in row {number}", answer)

    async def converse_all(self, assistant, count):
        async with openai.AsyncOpenAI(api_key=self.key(), max_retries=0, timeout=60) as client:
            return await asyncio.gather(*(self.converse(client, assistant, n) for n in range(count)))

    async def converse(self, client, assistant, number):
        text = f"Ticket. The holder has seat {number * 7} in row {number} of the theatre.\n"
        file = await client.files.create(file=("ticket.txt", text.encode()), purpose="assistants")
        attachments = [{"file_id": file.id, "tools": [FILE_SEARCH]}]
        question = {"role": "user", "content": "Which seat does the holder have?", "attachments": attachments}
        run = await client.beta.threads.create_and_run_poll(
            assistant_id=assistant.id, thread={"messages": [question]}
        )
        messages = await client.beta.threads.messages.list(run.thread_id, run_id=run.id)
        text = messages.data[0].content[0].text
        assert [note.file_citation.file_id for note in text.annotations] == [file.id]
        return text.value


if __name__ == "__main__":
    unittest.main()
