"""Gives a thread a new vector store with all the files of an old one, as is needed when the old one has expired.

    cargo run --release -- exec -- python examples/reattach.py
"""

import warnings

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

COUNT = 230
QUESTION = "Which colour has locker 117?"
COLOURS = "amber blue coral green ivory lilac olive pink red teal white".split()


def vector_stores(client):
    # The newest SDKs no longer keep vector stores under `beta`.
    return getattr(client, "vector_stores", None) or client.beta.vector_stores


def reattach(client, thread_id, old_store_id):
    """Puts the files of one store into a new one, a hundred at a time, and attaches that to the thread."""
    stores = vector_stores(client)
    files = list(stores.files.list(old_store_id, limit=100))
    store = stores.create(name="rag-store", expires_after={"anchor": "last_active_at", "days": 7})
    client.beta.threads.update(
        thread_id, tool_resources={"file_search": {"vector_store_ids": [store.id]}}
    )
    for start in range(0, len(files), 100):
        batch = stores.file_batches.create_and_poll(
            vector_store_id=store.id, file_ids=[file.id for file in files[start : start + 100]]
        )
        print(f"{batch.status}: {batch.file_counts.completed} files")
    return stores.retrieve(store.id)


def prepare(client, count=COUNT):
    """Makes a thread with a store of many small files, and an assistant that searches."""
    assistant = client.beta.assistants.create(
        name="Janitor",
        instructions="You know every locker of the school.",
        model="gpt-4o",
        tools=[{"type": "file_search"}],
    )
    store = vector_stores(client).create(name="Lockers", expires_after={"anchor": "last_active_at", "days": 1})
    notes = [
        (f"locker-{number:03}.txt", f"Locker {number} is {COLOURS[number % len(COLOURS)]}.\n".encode())
        for number in range(1, count + 1)
    ]
    vector_stores(client).file_batches.upload_and_poll(vector_store_id=store.id, files=notes)
    thread = client.beta.threads.create(
        messages=[{"role": "user", "content": QUESTION}],
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
    )
    return assistant, thread, store


def main():
    client = OpenAI()
    assistant, thread, old = prepare(client)
    store = reattach(client, thread.id, old.id)
    print(f"{store.name} holds {store.file_counts.completed} files")
    vector_stores(client).delete(old.id)

    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    if run.status != "completed":
        raise SystemExit(f"the run ended as {run.status}")
    messages = client.beta.threads.messages.list(thread.id, run_id=run.id)
    print(messages.data[0].content[0].text.value)


if __name__ == "__main__":
    main()
