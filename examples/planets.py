"""Holds a conversation of two turns: the second question builds on the first answer.

    cargo run --release -- exec -- python examples/planets.py
"""

import warnings

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

QUESTIONS = [
    "What are the planets of the solar system? Put them in a table.",
    "Add some value to the table you have created",
]


def create_assistant(client):
    return client.beta.assistants.create(
        name="Knowledge assistant",
        instructions="You answer questions about the world, in tables where that helps.",
        model="gpt-4o",
    )


def ask(client, assistant, thread, question):
    """Yields the reply piece by piece."""
    client.beta.threads.messages.create(thread_id=thread.id, role="user", content=question)
    with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
        yield from stream.text_deltas


def main():
    client = OpenAI()
    assistant = create_assistant(client)
    thread = client.beta.threads.create()
    for question in QUESTIONS:
        print(f"user > {question}\nassistant > ", end="")
        for text in ask(client, assistant, thread, question):
            print(text, end="", flush=True)
        print("\n")


if __name__ == "__main__":
    main()
