"""Assistants, threads, messages and models: create, read, change, list, delete."""

import unittest

import openai
from judge import CODE_INTERPRETER, Judge


class Assistants(Judge):
    def test_a_life(self):
        assistants = self.client.beta.assistants
        made = assistants.create(
            model="gpt-4o",
            name="Über-Helfer 助手",
            description="Helps.",
            instructions="Be brief.",
            tools=[CODE_INTERPRETER],
            metadata={"team": "blue"},
            temperature=0.5,
            top_p=0.9,
        )
        self.assertRegex(made.id, r"^asst_[A-Za-z0-9]{24}$")
        self.assertEqual(made.object, "assistant")
        self.assert_valid(made)
        self.assertEqual(assistants.retrieve(made.id).to_dict(), made.to_dict())

        changed = assistants.update(made.id, name="Helper", metadata={"team": "red"})
        self.assertEqual((changed.id, changed.name, changed.metadata), (made.id, "Helper", {"team": "red"}))
        self.assertEqual(changed.instructions, "Be brief.")
        self.assertEqual(changed.tools, made.tools)

        gone = assistants.delete(made.id)
        self.assertEqual((gone.id, gone.object, gone.deleted), (made.id, "assistant.deleted", True))
        self.refused(
            openai.NotFoundError,
            f"No assistant found with id '{made.id}'.",
            assistants.retrieve,
            made.id,
        )

    def test_defaults(self):
        made = self.client.beta.assistants.create(model="gpt-4o").to_dict()
        wanted = {
            "name": None,
            "description": None,
            "instructions": None,
            "tools": [],
            "top_p": 1.0,
            "temperature": 1.0,
            "tool_resources": {},
            "metadata": {},
            "response_format": "auto",
        }
        self.assertEqual({key: made.get(key, "missing") for key in wanted}, wanted)

    def test_pages_turn_by_themselves(self):
        made = [self.assistant(name=f"number {number}").id for number in range(7)]
        assistants = self.client.beta.assistants
        self.assertEqual([it.id for it in assistants.list(limit=3)], made[::-1], "newest first")
        self.assertEqual([it.id for it in assistants.list(limit=3, order="asc")], made)
        page = assistants.list(limit=3)
        self.assertEqual([it.id for it in page.data], made[:3:-1])
        self.assertTrue(page.has_next_page())
        self.assertEqual([it.id for it in page.get_next_page().data], made[3:0:-1])
        page = assistants.list(limit=2, order="asc", before=made[3])
        self.assertEqual([it.id for it in page.data], made[1:3])

    def test_more_than_one_default_page(self):
        made = [self.assistant().id for _ in range(23)]
        self.assertEqual(len(self.client.beta.assistants.list().data), 20)
        self.assertEqual([it.id for it in self.client.beta.assistants.list()], made[::-1])

    def test_an_empty_project(self):
        page = self.client.beta.assistants.list()
        self.assertEqual(page.data, [])
        self.assertFalse(page.has_next_page())

    def test_another_key_is_another_project(self):
        made = self.assistant()
        with openai.OpenAI(api_key=self.key() + "-other", max_retries=0, timeout=30) as other:
            self.assertEqual(list(other.beta.assistants.list()), [])
            with self.assertRaises(openai.NotFoundError):
                other.beta.assistants.retrieve(made.id)


class Threads(Judge):
    def test_a_life(self):
        threads = self.client.beta.threads
        made = threads.create(metadata={"user": "7"})
        self.assertRegex(made.id, r"^thread_[A-Za-z0-9]{24}$")
        self.assert_valid(made)
        self.assertEqual(threads.retrieve(made.id).metadata, {"user": "7"})
        self.assertEqual(threads.update(made.id, metadata={"user": "8"}).metadata, {"user": "8"})
        gone = threads.delete(made.id)
        self.assertEqual((gone.object, gone.deleted), ("thread.deleted", True))
        text = f"No thread found with id '{made.id}'."
        self.refused(openai.NotFoundError, text, threads.retrieve, made.id)
        self.refused(openai.NotFoundError, text, threads.messages.list, made.id)

    def test_messages_in_create(self):
        thread = self.client.beta.threads.create(
            messages=[
                {"role": "user", "content": "first", "metadata": {"n": "1"}},
                {"role": "assistant", "content": "second"},
                {"role": "user", "content": "third"},
            ]
        )
        messages = list(self.client.beta.threads.messages.list(thread.id, order="asc"))
        self.assertEqual([it.content[0].text.value for it in messages], ["first", "second", "third"])
        self.assertEqual([it.role for it in messages], ["user", "assistant", "user"])
        self.assertEqual(messages[0].metadata, {"n": "1"})
        self.assertIsNone(messages[1].run_id)


class Messages(Judge):
    def test_a_life(self):
        messages = self.client.beta.threads.messages
        thread = self.client.beta.threads.create()
        made = messages.create(thread.id, role="user", content="Grüße, 世界 👋", metadata={"n": "1"})
        self.assertRegex(made.id, r"^msg_[A-Za-z0-9]{24}$")
        self.assertEqual(made.content[0].text.value, "Grüße, 世界 👋")
        self.assertEqual((made.role, made.thread_id, made.attachments), ("user", thread.id, []))
        self.assert_valid(made)
        self.assert_valid(messages.retrieve(made.id, thread_id=thread.id))
        changed = messages.update(made.id, thread_id=thread.id, metadata={"n": "2"})
        self.assertEqual(changed.metadata, {"n": "2"})
        gone = messages.delete(made.id, thread_id=thread.id)
        self.assertEqual((gone.object, gone.deleted), ("thread.message.deleted", True))
        text = f"No message found with id '{made.id}'."
        self.refused(openai.NotFoundError, text, messages.retrieve, made.id, thread_id=thread.id)

    def test_pages_turn_by_themselves(self):
        messages = self.client.beta.threads.messages
        thread = self.client.beta.threads.create()
        made = [messages.create(thread.id, role="user", content=f"number {n}").id for n in range(5)]
        self.assertEqual([it.id for it in messages.list(thread.id, limit=2)], made[::-1])
        self.assertEqual([it.id for it in messages.list(thread.id, limit=2, order="asc")], made)
        after = messages.list(thread.id, limit=2, order="asc", after=made[2])
        self.assertEqual([it.id for it in after], made[3:])

    def test_attachments_are_echoed(self):
        file = self.client.files.create(file=("a.csv", b"a,b\n1,2\n"), purpose="assistants")
        attachments = [{"file_id": file.id, "tools": [CODE_INTERPRETER]}]
        thread = self.thread("Look at this.", attachments=attachments)
        [message] = self.client.beta.threads.messages.list(thread.id)
        self.assertEqual(message.to_dict()["attachments"], attachments)
        thread = self.client.beta.threads.retrieve(thread.id)
        self.assertEqual(thread.tool_resources.code_interpreter.file_ids, [file.id])

    def test_those_of_one_run(self):
        assistant, thread = self.assistant(), self.thread()
        runs, messages = self.client.beta.threads.runs, self.client.beta.threads.messages
        first = runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        second = runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        for run in (first, second):
            [message] = messages.list(thread.id, run_id=run.id)
            self.assertEqual((message.run_id, message.assistant_id), (run.id, assistant.id))
            self.assertEqual(message.role, "assistant")
        self.assertEqual(len(list(messages.list(thread.id))), 3)


class Models(Judge):
    def test_list_and_retrieve(self):
        names = [model.id for model in self.client.models.list()]
        self.assertIn("gpt-4o", names)
        model = self.client.models.retrieve("gpt-4o")
        self.assertEqual((model.id, model.object), ("gpt-4o", "model"))
        self.assert_valid(model)
        with self.assertRaises(openai.NotFoundError):
            self.client.models.retrieve("no-such-model")


if __name__ == "__main__":
    unittest.main()
