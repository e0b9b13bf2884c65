"""The asynchronous client: twenty conversations at once on one key, and none hears another."""

import asyncio
import unittest

import judge
import openai
import weather
from openai import AsyncAssistantEventHandler, AsyncOpenAI

COUNT = 20


class Listener(AsyncAssistantEventHandler):
    def __init__(self):
        super().__init__()
        self.text = ""

    async def on_text_delta(self, delta, snapshot):
        self.text += delta.value or ""


class Crowd(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.client = AsyncOpenAI(api_key=judge.project_key(self), max_retries=0, timeout=60)
        self.addAsyncCleanup(self.client.close)
        self.assistant = await self.client.beta.assistants.create(
            model="gpt-4o", instructions="You repeat what you are told."
        )

    async def converse(self, number):
        threads = self.client.beta.threads
        thread = await threads.create(metadata={"number": str(number)})
        said = []
        for turn in range(3):
            text = f"This is message {turn} of conversation number {number}."
            await threads.messages.create(thread.id, role="user", content=text)
            said.append(text)
            if turn % 2:
                run = await threads.runs.create_and_poll(
                    thread_id=thread.id, assistant_id=self.assistant.id
                )
                page = await threads.messages.list(thread.id, run_id=run.id)
                said.append(page.data[0].content[0].text.value)
            else:
                listener = Listener()
                async with threads.runs.stream(
                    thread_id=thread.id, assistant_id=self.assistant.id, event_handler=listener
                ) as stream:
                    run = await stream.get_final_run()
                said.append(listener.text)
            self.assertEqual((run.status, run.thread_id), ("completed", thread.id))
        heard = [
            message.content[0].text.value async for message in threads.messages.list(thread.id, order="asc", limit=2)
        ]
        self.assertEqual(heard, said)
        return thread.id

    async def test_talk(self):
        threads = await asyncio.gather(*(self.converse(number) for number in range(COUNT)))
        self.assertEqual(len(set(threads)), COUNT)
        for number, thread in enumerate(threads):
            seen = await self.client.beta.threads.retrieve(thread)
            self.assertEqual(seen.metadata, {"number": str(number)})

    async def call_functions(self, assistant):
        threads = self.client.beta.threads
        thread = await threads.create(messages=[{"role": "user", "content": weather.QUESTION}])
        run = await threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
        self.assertEqual(run.status, "requires_action")
        listener = Listener()
        async with threads.runs.submit_tool_outputs_stream(
            thread_id=thread.id,
            run_id=run.id,
            tool_outputs=weather.outputs(run),
            event_handler=listener,
        ) as stream:
            run = await stream.get_final_run()
        self.assertEqual(run.status, "completed")
        self.assertIn("57", listener.text)

    async def test_functions(self):
        with openai.OpenAI(api_key=self.client.api_key, max_retries=0, timeout=30) as client:
            assistant, _ = weather.prepare(client)
        await asyncio.gather(*(self.call_functions(assistant) for _ in range(COUNT)))

    async def test_only_one_of_many_starts_on_a_busy_thread(self):
        """At an instant pace runs may follow each other, but none may meet another on one thread."""
        threads = self.client.beta.threads
        thread = await threads.create(messages=[{"role": "user", "content": "Hello"}])
        attempts = await asyncio.gather(
            *(threads.runs.create(thread.id, assistant_id=self.assistant.id) for _ in range(COUNT)),
            return_exceptions=True,
        )
        started = [it for it in attempts if not isinstance(it, Exception)]
        for refusal in (it for it in attempts if isinstance(it, Exception)):
            self.assertIsInstance(refusal, openai.BadRequestError)
            self.assertRegex(refusal.body["message"], "already has an active run")
        for run in started:
            run = await threads.runs.poll(run.id, thread.id)
            self.assertEqual(run.status, "completed")
        replies = [m async for m in threads.messages.list(thread.id) if m.role == "assistant"]
        self.assertEqual(len(replies), len(started))


if __name__ == "__main__":
    unittest.main()
