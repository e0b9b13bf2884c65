"""Asks for an answer that fits a JSON Schema, and reads it as data.

    cargo run --release -- exec -- python examples/structured.py
"""

import json
import warnings

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

QUESTION = "Give me a recipe for pancakes."
SCHEMA = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "servings": {"type": "integer"},
        "difficulty": {"type": "string", "enum": ["easy", "medium", "hard"]},
        "vegetarian": {"type": "boolean"},
        "note": {"type": ["string", "null"]},
        "ingredients": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "amount": {"type": "number"},
                    "unit": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
                "required": ["name", "amount", "unit"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["title", "servings", "difficulty", "vegetarian", "note", "ingredients"],
    "additionalProperties": False,
}
RESPONSE_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "recipe", "strict": True, "schema": SCHEMA},
}


def ask(client, question, response_format):
    """Returns the reply, parsed."""
    assistant = client.beta.assistants.create(
        name="Cook", instructions="You write recipes. You answer in JSON.", model="gpt-4o"
    )
    run = client.beta.threads.create_and_run_poll(
        assistant_id=assistant.id,
        thread={"messages": [{"role": "user", "content": question}]},
        response_format=response_format,
    )
    messages = client.beta.threads.messages.list(run.thread_id, run_id=run.id)
    return json.loads(messages.data[0].content[0].text.value)


def main():
    recipe = ask(OpenAI(), QUESTION, RESPONSE_FORMAT)
    print(json.dumps(recipe, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
