"""Sends pictures to an assistant: two by address, one as an uploaded file.

    cargo run --release -- exec -- python examples/images.py
"""

import base64
import warnings

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

# A picture of one pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
QUESTION = "What is the difference between these images?"


def content(file):
    return [
        {"type": "text", "text": QUESTION},
        {"type": "image_url", "image_url": {"url": "https://example.com/low.png", "detail": "low"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/high.png", "detail": "high"}},
        {"type": "image_file", "image_file": {"file_id": file.id}},
    ]


def compare(client):
    """Returns the finished run."""
    file = client.files.create(file=("pixel.png", PNG), purpose="vision")
    assistant = client.beta.assistants.create(
        name="Image reader", instructions="You describe images.", model="gpt-4o"
    )
    thread = client.beta.threads.create(messages=[{"role": "user", "content": content(file)}])
    return client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)


def main():
    client = OpenAI()
    run = compare(client)
    print(f"the run is {run.status}")
    for message in client.beta.threads.messages.list(run.thread_id, order="asc"):
        for part in message.content:
            print(f"{message.role} > {part.text.value if part.type == 'text' else part.type}")


if __name__ == "__main__":
    main()
