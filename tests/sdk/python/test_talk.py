"""Conversation: two turns about the planets, images in messages, answers in JSON."""

import json
import unittest

import images
import planets
import structured
from judge import Judge


class Planets(Judge):
    def test_the_second_reply_knows_the_first_turn(self):
        assistant = planets.create_assistant(self.client)
        thread = self.client.beta.threads.create()
        first, second = (
            "".join(planets.ask(self.client, assistant, thread, question)) for question in planets.QUESTIONS
        )
        self.assertTrue(first)
        self.assertIn("planet", second.casefold())

        alone = self.client.beta.threads.create()
        stranger = "".join(planets.ask(self.client, assistant, alone, planets.QUESTIONS[1]))
        self.assertNotIn("planet", stranger.casefold(), "another thread knows nothing of it")

        messages = list(self.client.beta.threads.messages.list(thread.id, order="asc"))
        self.assertEqual([message.role for message in messages], ["user", "assistant"] * 2)
        self.assertEqual(
            [message.content[0].text.value for message in messages],
            [planets.QUESTIONS[0], first, planets.QUESTIONS[1], second],
        )

    def test_polled(self):
        assistant = planets.create_assistant(self.client)
        thread = self.client.beta.threads.create()
        replies = []
        for question in planets.QUESTIONS:
            self.client.beta.threads.messages.create(thread.id, role="user", content=question)
            run = self.client.beta.threads.runs.create_and_poll(
                thread_id=thread.id, assistant_id=assistant.id
            )
            self.assert_completed(run)
            replies.append(self.reply(run).content[0].text.value)
        self.assertIn("planet", replies[1].casefold())
        self.assertNotEqual(replies[0], replies[1])


class Images(Judge):
    def test_accepted_and_echoed(self):
        run = images.compare(self.client)
        self.assert_completed(run)
        messages = list(self.client.beta.threads.messages.list(run.thread_id, order="asc"))
        self.assertEqual([message.role for message in messages], ["user", "assistant"])
        text, low, high, file = messages[0].content
        self.assertEqual(text.text.value, images.QUESTION)
        self.assertEqual(text.text.annotations, [])
        self.assertEqual(low.to_dict()["image_url"], {"url": "https://example.com/low.png", "detail": "low"})
        self.assertEqual(high.to_dict()["image_url"], {"url": "https://example.com/high.png", "detail": "high"})
        self.assertEqual(file.type, "image_file")
        self.assertEqual(file.to_dict()["image_file"]["detail"], "auto")
        stored = self.client.files.retrieve(file.image_file.file_id)
        self.assertEqual((stored.purpose, stored.filename), ("vision", "pixel.png"))

    def test_in_messages_create(self):
        file = self.client.files.create(file=("pixel.png", images.PNG), purpose="vision")
        thread = self.client.beta.threads.create()
        sent = [
            {"type": "image_file", "image_file": {"file_id": file.id, "detail": "low"}},
            {"type": "text", "text": "What is this?"},
        ]
        message = self.client.beta.threads.messages.create(thread.id, role="user", content=sent)
        self.assert_valid(message)
        again = self.client.beta.threads.messages.retrieve(message.id, thread_id=thread.id)
        for seen in (message, again):
            self.assertEqual(seen.content[0].to_dict(), sent[0])
            self.assertEqual(seen.content[1].text.value, "What is this?")


class Structured(Judge):
    def test_an_instance_of_the_schema(self):
        recipe = structured.ask(self.client, structured.QUESTION, structured.RESPONSE_FORMAT)
        self.assertIsNone(mismatch(recipe, structured.SCHEMA))

    def test_a_json_object(self):
        recipe = structured.ask(self.client, structured.QUESTION, {"type": "json_object"})
        self.assertIsInstance(recipe, dict)

    def test_set_on_the_assistant_and_streamed(self):
        assistant = self.assistant(response_format=structured.RESPONSE_FORMAT)
        self.assertEqual(assistant.to_dict()["response_format"]["json_schema"]["name"], "recipe")
        thread = self.thread(structured.QUESTION)
        runs = self.client.beta.threads.runs
        with runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
            text = "".join(stream.text_deltas)
        self.assertIsNone(mismatch(json.loads(text), structured.SCHEMA))


def mismatch(value, schema, path="$"):
    """Tells where a value breaks a schema of the strict subset, or None."""
    if "anyOf" in schema:
        found = [mismatch(value, option, path) for option in schema["anyOf"]]
        return None if None in found else found[0]
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    fits = any(
        isinstance(value, kinds[name]) and (name == "boolean" or not isinstance(value, bool)) for name in names
    )
    if not fits:
        return f"{path}: {value!r} is no {' or '.join(names)}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{path}: {value!r} is not one of {schema['enum']}"
    if isinstance(value, dict):
        properties = schema["properties"]
        if set(value) != set(properties):
            return f"{path}: keys {sorted(value)}, expected {sorted(properties)}"
        found = [mismatch(value[key], properties[key], f"{path}.{key}") for key in properties]
        return next((it for it in found if it), None)
    if isinstance(value, list):
        found = [mismatch(item, schema["items"], f"{path}[{index}]") for index, item in enumerate(value)]
        return next((it for it in found if it), None)
    return None


if __name__ == "__main__":
    unittest.main()
