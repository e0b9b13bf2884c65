"""Asks a financial analyst about annual reports and prints the answer with footnotes.

    cargo run --release -- exec -- python examples/financial_analyst.py      # or: financial_analyst.py --stream

Two reports lie in the assistant's vector store, a third one comes with the question.
"""

import sys
import warnings
from pathlib import Path

from openai import AssistantEventHandler, OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

DATA = Path(__file__).resolve().parent.parent / "fixtures" / "data"
KNOWN = [DATA / "quillmere-10k.pdf", DATA / "tessarine-10k.txt"]
NEW = DATA / "calderane-10k.txt"
QUESTION = "How many shares of Calderane were outstanding at the end of October 2023?"


def vector_stores(client):
    # The newest SDKs no longer keep vector stores under `beta`.
    return getattr(client, "vector_stores", None) or client.beta.vector_stores


def create_assistant(client):
    """Creates the analyst and gives it a vector store with the known reports."""
    assistant = client.beta.assistants.create(
        name="Financial Analyst Assistant",
        instructions="You are an expert financial analyst. You answer from audited financial statements.",
        model="gpt-4o",
        tools=[{"type": "file_search"}],
    )
    store = vector_stores(client).create(name="Financial Statements")
    batch = vector_stores(client).file_batches.upload_and_poll(vector_store_id=store.id, files=KNOWN)
    print(f"{batch.status}: {batch.file_counts.completed} of {batch.file_counts.total} files")
    return client.beta.assistants.update(
        assistant.id, tool_resources={"file_search": {"vector_store_ids": [store.id]}}
    )


def create_thread(client, question=QUESTION):
    """Puts the question into a thread, with the new report attached to the message."""
    report = client.files.create(file=NEW, purpose="assistants")
    attachments = [{"file_id": report.id, "tools": [{"type": "file_search"}]}]
    return client.beta.threads.create(
        messages=[{"role": "user", "content": question, "attachments": attachments}]
    )


def footnotes(client, message):
    """Returns the text with [0], [1], ... in place of the marks, and a line for each file cited."""
    text = message.content[0].text
    value, citations = text.value, []
    for index, annotation in enumerate(text.annotations):
        value = value.replace(annotation.text, f"[{index}]")
        if file_citation := getattr(annotation, "file_citation", None):
            cited_file = client.files.retrieve(file_citation.file_id)
            citations.append(f"[{index}] {cited_file.filename}")
    return value, citations


def show(client, message):
    value, citations = footnotes(client, message)
    print(value)
    print("\n".join(citations))


class Printer(AssistantEventHandler):
    def __init__(self, client):
        super().__init__()
        self.client = client

    def on_text_created(self, text):
        print("\nassistant > ", end="", flush=True)

    def on_tool_call_created(self, tool_call):
        print(f"\nassistant > {tool_call.type}", flush=True)

    def on_message_done(self, message):
        show(self.client, message)


def main():
    client = OpenAI()
    assistant = create_assistant(client)
    thread = create_thread(client)
    # The message's file went into a store of the thread's own.
    print(thread.tool_resources.file_search)

    if "--stream" in sys.argv:
        with client.beta.threads.runs.stream(
            thread_id=thread.id,
            assistant_id=assistant.id,
            instructions="Please address the user as Jane Doe. The user has a premium account.",
            event_handler=Printer(client),
        ) as stream:
            stream.until_done()
        return

    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    if run.status != "completed":
        raise SystemExit(f"the run ended as {run.status}")
    messages = list(client.beta.threads.messages.list(thread.id, run_id=run.id))
    show(client, messages[0])


if __name__ == "__main__":
    main()
