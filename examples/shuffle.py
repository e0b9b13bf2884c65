"""Has the rows of a CSV file shuffled and saves the new file that the reply links to.

    cargo run --release -- exec -- python examples/shuffle.py

Leaves a CSV file in the current directory.
"""

import warnings
from pathlib import Path

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

CSV = Path(__file__).resolve().parent.parent / "fixtures" / "data" / "revenue.csv"
PROMPT = "shuffle the rows and give me the new CSV"


def shuffle(client):
    """Returns the text of the reply, with its annotations."""
    file = client.files.create(file=CSV, purpose="assistants")
    assistant = client.beta.assistants.create(
        name="Table worker",
        instructions="You change tables as you are told and offer the result as a file.",
        model="gpt-4o",
        tools=[{"type": "code_interpreter"}],
    )
    thread = client.beta.threads.create()
    client.beta.threads.messages.create(
        thread_id=thread.id,
        role="user",
        content=PROMPT,
        attachments=[{"file_id": file.id, "tools": [{"type": "code_interpreter"}]}],
    )
    with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
        message = stream.get_final_messages()[-1]
    return next(part.text for part in message.content if part.type == "text")


def main():
    client = OpenAI()
    text = shuffle(client)
    print(text.value)
    for annotation in text.annotations:
        if annotation.type == "file_path":
            path = Path(Path(annotation.text).name)
            client.files.content(annotation.file_path.file_id).write_to_file(path)
            print(f"Saved {path}")


if __name__ == "__main__":
    main()
