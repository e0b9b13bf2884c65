"""Answers a customer from two places: the product's documents, and what the customer sent in.

    cargo run --release -- exec -- python examples/support_bot.py

The documents lie in the assistant's vector store, the order in one that belongs to the thread.
"""

import warnings
from pathlib import Path

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

DOCUMENTS = Path(__file__).resolve().parent.parent / "fixtures" / "data" / "support"
ORDER = b"""Order confirmation

Order number: 20417
Customer number: 88-1350
Date of the order: 4 March 2024
Delivered on: 9 March 2024
Delivered to: 14 Mill Lane, Porto

Pos. | Article                  | Number | Price
1    | Marlo One, colour slate  | 1      | 349.00
2    | Descaler, 6 sachets      | 2      | 17.80
3    | Coffee beans, 1 kg       | 3      | 56.70

Paid by bank transfer. The serial number of your machine is MO1-773-20981.
"""
QUESTIONS = [
    "What does error E3 on the display mean?",
    "What is the serial number of my machine?",
    "And how long is the pump covered by the warranty?",
]


def create_assistant(client):
    # The newest SDKs no longer keep vector stores under `beta`.
    stores = getattr(client, "vector_stores", None) or client.beta.vector_stores
    store = stores.create(name="Product documents")
    files = sorted(DOCUMENTS.iterdir())
    stores.file_batches.upload_and_poll(vector_store_id=store.id, files=files)
    return client.beta.assistants.create(
        name="Support bot",
        instructions="You help customers with their espresso machines.",
        model="gpt-4o",
        tools=[{"type": "file_search"}],
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
    )


def create_thread(client):
    """Opens a thread with a vector store of its own, which holds the customer's order."""
    order = client.files.create(file=("order-20417.txt", ORDER), purpose="assistants")
    return client.beta.threads.create(
        tool_resources={"file_search": {"vector_stores": [{"file_ids": [order.id]}]}}
    )


def ask(client, assistant, thread, question):
    """Returns the answer without marks, and the names of the files it rests on."""
    client.beta.threads.messages.create(thread.id, role="user", content=question)
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    if run.status != "completed":
        raise SystemExit(f"the run ended as {run.status}")
    text = client.beta.threads.messages.list(thread.id, run_id=run.id).data[0].content[0].text
    answer, names = text.value, []
    for annotation in text.annotations:
        answer = answer.replace(annotation.text, "")
        name = client.files.retrieve(annotation.file_citation.file_id).filename
        if name not in names:
            names.append(name)
    return answer, names


def main():
    client = OpenAI()
    assistant = create_assistant(client)
    thread = create_thread(client)
    for question in QUESTIONS:
        answer, names = ask(client, assistant, thread, question)
        print(f"customer > {question}\nbot > {answer}\n({', '.join(names)})\n")


if __name__ == "__main__":
    main()
