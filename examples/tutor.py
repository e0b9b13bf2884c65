"""Asks a maths tutor to solve an equation, then prints the code it ran and its answer.

    cargo run --release -- exec -- python examples/tutor.py
"""

import warnings

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

QUESTION = "I need to solve the equation `3x + 11 = 14`. Can you help me?"
INSTRUCTIONS = "Please address the user as Jane Doe. The user has a premium account."


def prepare(client):
    """Creates the tutor and a thread that holds the question."""
    assistant = client.beta.assistants.create(
        name="Math Tutor",
        instructions="You are a personal math tutor. Write and run code to answer math questions.",
        tools=[{"type": "code_interpreter"}],
        model="gpt-4o",
    )
    thread = client.beta.threads.create()
    client.beta.threads.messages.create(thread_id=thread.id, role="user", content=QUESTION)
    return assistant, thread


def solve(client):
    assistant, thread = prepare(client)
    return client.beta.threads.runs.create_and_poll(
        thread_id=thread.id, assistant_id=assistant.id, instructions=INSTRUCTIONS
    )


def main():
    client = OpenAI()
    run = solve(client)
    if run.status != "completed":
        raise SystemExit(f"the run ended as {run.status}")

    for step in client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id, order="asc"):
        if step.type == "tool_calls":
            for call in step.step_details.tool_calls:
                print(f"{call.code_interpreter.input}\n")

    for message in client.beta.threads.messages.list(run.thread_id, order="asc"):
        print(f"{message.role} > {message.content[0].text.value}")


if __name__ == "__main__":
    main()
