"""Has three pictures drawn from the trends in a CSV file and saves them.

    cargo run --release -- exec -- python examples/visualize.py

Leaves three PNG files in the current directory.
"""

import warnings
from pathlib import Path

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

CSV = Path(__file__).resolve().parent.parent / "fixtures" / "data" / "revenue.csv"
PROMPT = "Create a 3 data visualizations based on the trends in this file."


def visualize(client):
    """Returns the assistant's message: the pictures first, then what they show."""
    file = client.files.create(file=CSV, purpose="assistants")
    assistant = client.beta.assistants.create(
        name="Data visualizer",
        description="Creates data visualizations from the trends in CSV files, with a summary of the trends.",
        model="gpt-4o",
        tools=[{"type": "code_interpreter"}],
        tool_resources={"code_interpreter": {"file_ids": [file.id]}},
    )
    thread = client.beta.threads.create(
        messages=[
            {
                "role": "user",
                "content": PROMPT,
                "attachments": [{"file_id": file.id, "tools": [{"type": "code_interpreter"}]}],
            }
        ]
    )
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    if run.status != "completed":
        raise SystemExit(f"the run ended as {run.status}")
    messages = client.beta.threads.messages.list(thread.id, run_id=run.id)
    return messages.data[0]


def main():
    client = OpenAI()
    pictures = 0
    for part in visualize(client).content:
        if part.type == "image_file":
            pictures += 1
            path = Path(f"revenue-{pictures}.png")
            client.files.content(part.image_file.file_id).write_to_file(path)
            print(f"Saved {path}")
        elif part.type == "text":
            print(part.text.value)


if __name__ == "__main__":
    main()
