"""What the judge programs share: a client with a project of its own for every test, and a few readers of replies."""

import faulthandler
import json
import os
import struct
import unittest
import warnings
import zlib

import openai
from openai import AssistantEventHandler, OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)
# A server that stops answering must not hang the suite.
faulthandler.dump_traceback_later(120, exit=True)

VERSION = tuple(int(part) for part in openai.__version__.split("."))
BASE_URL = os.environ["OPENAI_BASE_URL"]
CODE_INTERPRETER = {"type": "code_interpreter"}
FILE_SEARCH = {"type": "file_search"}


def project_key(test):
    return "sk-test-" + test.id().replace(".", "-").replace("_", "-")


class Judge(unittest.TestCase):
    """Opens one project, empty at first, for each test."""

    def setUp(self):
        self.client = OpenAI(api_key=self.key(), max_retries=0, timeout=30)
        self.addCleanup(self.client.close)

    def key(self):
        return project_key(self)

    @property
    def stores(self):
        """Vector stores; the newest SDKs no longer keep them under `beta`."""
        return getattr(self.client, "vector_stores", None) or self.client.beta.vector_stores

    def upload(self, name, text):
        """Sends a file for assistants and returns its id."""
        return self.client.files.create(file=(name, text.encode()), purpose="assistants").id

    def store(self, **texts):
        """A vector store with a text file for each keyword."""
        store = self.stores.create(name="Store of a test")
        ids = [self.upload(f"{name}.txt", text) for name, text in texts.items()]
        batch = self.stores.file_batches.create_and_poll(store.id, file_ids=ids)
        self.assertEqual((batch.status, batch.file_counts.completed), ("completed", len(ids)))
        return store

    def assistant(self, **settings):
        settings = {"model": "gpt-4o", "instructions": "You are a helpful assistant.", **settings}
        return self.client.beta.assistants.create(**settings)

    def thread(self, text="Hello, who are you?", **message):
        return self.client.beta.threads.create(messages=[{"role": "user", "content": text, **message}])

    def reply(self, run):
        """The newest message that a run wrote."""
        messages = self.client.beta.threads.messages.list(run.thread_id, run_id=run.id)
        self.assertTrue(messages.data, "the run wrote no message")
        return messages.data[0]

    def steps(self, run):
        steps = self.client.beta.threads.runs.steps
        return list(steps.list(run_id=run.id, thread_id=run.thread_id, order="asc"))

    def refused(self, error, text, call, *args, **kwargs):
        """Expects an error of the SDK's class with the service's own words, and returns its code and param."""
        with self.assertRaises(error) as caught:
            call(*args, **kwargs)
        self.assertEqual(caught.exception.body["message"], text)
        self.assertEqual(caught.exception.type, "invalid_request_error")
        return caught.exception.code, caught.exception.param

    def need(self, call, *args, **kwargs):
        """Skips the test where the server says that it does not emulate an operation yet."""
        try:
            return call(*args, **kwargs)
        except openai.InternalServerError as error:
            if error.code != "not_emulated":
                raise
            self.skipTest(error.body["message"])

    def assert_completed(self, run):
        self.assertEqual(run.status, "completed", getattr(run, "last_error", None))

    def assert_valid(self, thing):
        """Has the SDK's own type check the values; the SDK itself lets anything pass."""
        type(thing).model_validate(json.loads(thing.to_json()))

    def assert_annotations_fit(self, text):
        for annotation in text.annotations:
            marked = text.value[annotation.start_index : annotation.end_index]
            self.assertEqual(marked, annotation.text)


class Recorder(AssistantEventHandler):
    """Writes down all that the event handler is told."""

    def __init__(self):
        super().__init__()
        self.events = []
        self.text = ""
        self.texts_created = self.texts_done = 0
        self.images = []
        self.tool_calls = []
        self.code = ""
        self.outputs = []
        self.messages_done = []
        self.steps_done = []
        self.failures = []
        self.ended = 0

    @property
    def names(self):
        """The names of the events, runs of the same name as one."""
        names = []
        for event in self.events:
            if not names or names[-1] != event.event:
                names.append(event.event)
        return names

    def on_event(self, event):
        self.events.append(event)

    def on_text_created(self, text):
        self.texts_created += 1

    def on_text_delta(self, delta, snapshot):
        self.text += delta.value or ""

    def on_text_done(self, text):
        self.texts_done += 1

    def on_image_file_done(self, image_file):
        self.images.append(image_file.file_id)

    def on_tool_call_created(self, tool_call):
        self.tool_calls.append(tool_call)
        if tool_call.type == "code_interpreter":
            self.code += tool_call.code_interpreter.input or ""

    def on_tool_call_delta(self, delta, snapshot):
        if delta.type == "code_interpreter" and delta.code_interpreter:
            self.code += delta.code_interpreter.input or ""
            self.outputs += delta.code_interpreter.outputs or []

    def on_message_done(self, message):
        self.messages_done.append(message)

    def on_run_step_done(self, run_step):
        self.steps_done.append(run_step)

    def on_exception(self, exception):
        self.failures.append(exception)

    def on_end(self):
        self.ended += 1


def check_png(data):
    """Returns width and height of a whole, true PNG that is not blank; raises if it is none."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise AssertionError(f"not a PNG: {data[:16]!r}")
    chunks, at = [], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        if crc != zlib.crc32(kind + body):
            raise AssertionError(f"PNG: wrong checksum in {kind!r}")
        chunks.append((kind, body))
        at += 12 + length
    if chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise AssertionError("PNG: cut short")
    width, height, depth, colour = struct.unpack(">IIBB", chunks[0][1][:10])
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if len(pixels) != height * (1 + (width * samples * depth + 7) // 8):
        raise AssertionError("PNG: the pixels do not fill the picture")
    if len(set(pixels)) < 4:
        raise AssertionError("PNG: blank")
    return width, height
