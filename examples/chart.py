"""Draws a chart of a CSV file with the code interpreter, printing text, code and output as they stream.

    cargo run --release -- exec -- python examples/chart.py      # or: chart.py 2, chart.py 3

Leaves a PNG file in the current directory.
"""

import sys
import warnings
from pathlib import Path

from openai import AssistantEventHandler, OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

CSV = Path(__file__).resolve().parent.parent / "fixtures" / "data" / "world_df.csv"
NAME = "Chart maker"
PROMPTS = [
    "Using the csv file attached, display a graph of 'Year' against 'Annual CO2 emissions",
    "Using the csv file attached, display a graph of 'Year' against all other columns",
    "Using the csv file attached, display a graph of 'Year' against all other columns"
    ". Only chart the figures for the 21st century",
]


class Printer(AssistantEventHandler):
    def on_text_created(self, text):
        print("\nassistant > ", end="", flush=True)

    def on_text_delta(self, delta, snapshot):
        print(delta.value, end="", flush=True)

    def on_tool_call_created(self, tool_call):
        print(f"\nassistant > {tool_call.type}\n", flush=True)

    def on_tool_call_delta(self, delta, snapshot):
        if delta.type == "code_interpreter" and delta.code_interpreter:
            if delta.code_interpreter.input:
                print(delta.code_interpreter.input, end="", flush=True)
            if delta.code_interpreter.outputs:
                print("\n\noutput > ", end="", flush=True)
                for output in delta.code_interpreter.outputs:
                    print(output.logs if output.type == "logs" else output.type, flush=True)


def find_or_upload(client):
    for file in client.files.list(purpose="assistants"):
        if file.filename == CSV.name:
            return file
    return client.files.create(file=CSV, purpose="assistants")


def find_or_create(client, file):
    for assistant in client.beta.assistants.list():
        if assistant.name == NAME:
            return assistant
    return client.beta.assistants.create(
        name=NAME,
        model="gpt-4o",
        instructions="You read CSV files and draw charts of the figures in them.",
        tools=[{"type": "code_interpreter"}],
        tool_resources={"code_interpreter": {"file_ids": [file.id]}},
    )


def draw(client, prompt, handler):
    """Streams one run and returns the picture that it made, as a file object of the API."""
    file = find_or_upload(client)
    assistant = find_or_create(client, file)
    thread = client.beta.threads.create(
        messages=[
            {
                "role": "user",
                "content": prompt,
                "attachments": [{"file_id": file.id, "tools": [{"type": "code_interpreter"}]}],
            }
        ]
    )
    with client.beta.threads.runs.stream(
        thread_id=thread.id,
        assistant_id=assistant.id,
        instructions="create a downloadable file for the graph",
        event_handler=handler,
    ) as stream:
        stream.until_done()

    for file in client.files.list(purpose="assistants_output"):
        if "png" in file.filename:
            return file
    raise SystemExit("the run made no picture")


def main():
    client = OpenAI()
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    picture = draw(client, PROMPTS[number - 1], Printer())
    path = Path(Path(picture.filename).name)
    client.files.content(picture.id).write_to_file(path)
    print(f"\n\nSaved {path}")


if __name__ == "__main__":
    main()
