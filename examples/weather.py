"""Answers a question about the weather with two functions of your own, called while the reply streams.

    cargo run --release -- exec -- python examples/weather.py
"""

import warnings

from openai import AssistantEventHandler, OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

QUESTION = "What's the weather in San Francisco today and the likelihood it'll rain?"
LOCATION = {"type": "string", "description": "The city and state, e.g., San Francisco, CA"}
UNIT = {
    "type": "string",
    "enum": ["Celsius", "Fahrenheit"],
    "description": "The temperature unit to use. Infer this from the user's location.",
}
# What your own code would look up.
ANSWERS = {"get_current_temperature": "57", "get_rain_probability": "0.06"}


def function(name, description, properties, strict):
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    definition = {"name": name, "description": description, "parameters": parameters}
    if strict:
        parameters["additionalProperties"] = False
        definition["strict"] = True
    return {"type": "function", "function": definition}


def prepare(client, strict=False):
    """Creates the bot and a thread that holds the question."""
    assistant = client.beta.assistants.create(
        name="Weather bot",
        instructions="You are a weather bot. Use the provided functions to answer questions.",
        model="gpt-4o",
        tools=[
            function(
                "get_current_temperature",
                "Get the current temperature for a specific location",
                {"location": LOCATION, "unit": UNIT},
                strict,
            ),
            function(
                "get_rain_probability",
                "Get the probability of rain for a specific location",
                {"location": LOCATION},
                strict,
            ),
        ],
    )
    thread = client.beta.threads.create(messages=[{"role": "user", "content": QUESTION}])
    return assistant, thread


def outputs(run):
    calls = run.required_action.submit_tool_outputs.tool_calls
    return [{"tool_call_id": call.id, "output": ANSWERS[call.function.name]} for call in calls]


class Bot(AssistantEventHandler):
    """Answers the calls of the run as soon as it asks, and prints the reply as it comes."""

    def __init__(self, client):
        super().__init__()
        self.client = client

    def on_event(self, event):
        if event.event == "thread.run.requires_action":
            run = event.data
            for call in run.required_action.submit_tool_outputs.tool_calls:
                print(f"{call.function.name}({call.function.arguments})")
            with self.client.beta.threads.runs.submit_tool_outputs_stream(
                thread_id=run.thread_id,
                run_id=run.id,
                tool_outputs=outputs(run),
                event_handler=self.follow_up(),
            ) as stream:
                stream.until_done()

    def follow_up(self):
        return Bot(self.client)

    def on_text_delta(self, delta, snapshot):
        print(delta.value, end="", flush=True)


def main():
    client = OpenAI()
    assistant, thread = prepare(client)
    with client.beta.threads.runs.stream(
        thread_id=thread.id, assistant_id=assistant.id, event_handler=Bot(client)
    ) as stream:
        stream.until_done()
    print()


if __name__ == "__main__":
    main()
