// Answers a question about the weather with two functions of your own, called while the reply streams.
//
//     cargo run --release -- exec -- node examples/weather.mjs

import { pathToFileURL } from "node:url";
import OpenAI from "openai";

export const QUESTION = "What's the weather in San Francisco today and the likelihood it'll rain?";
const LOCATION = { type: "string", description: "The city and state, e.g., San Francisco, CA" };
const UNIT = {
  type: "string",
  enum: ["Celsius", "Fahrenheit"],
  description: "The temperature unit to use. Infer this from the user's location.",
};
// What your own code would look up.
const ANSWERS = { get_current_temperature: "57", get_rain_probability: "0.06" };

function functionTool(name, description, properties) {
  const parameters = { type: "object", properties, required: Object.keys(properties) };
  return { type: "function", function: { name, description, parameters } };
}

// Creates the bot and a thread that holds the question.
export async function prepare(client) {
  const assistant = await client.beta.assistants.create({
    name: "Weather bot",
    instructions: "You are a weather bot. Use the provided functions to answer questions.",
    model: "gpt-4o",
    tools: [
      functionTool("get_current_temperature", "Get the current temperature for a specific location", {
        location: LOCATION,
        unit: UNIT,
      }),
      functionTool("get_rain_probability", "Get the probability of rain for a specific location", {
        location: LOCATION,
      }),
    ],
  });
  const thread = await client.beta.threads.create({ messages: [{ role: "user", content: QUESTION }] });
  return { assistant, thread };
}

export function outputs(run) {
  const calls = run.required_action.submit_tool_outputs.tool_calls;
  return calls.map((call) => ({ tool_call_id: call.id, output: ANSWERS[call.function.name] }));
}

// Follows a run to its end, hands every piece of text to `say`, and returns the finished run.
export async function converse(client, assistant, thread, say) {
  let stream = client.beta.threads.runs
    .stream(thread.id, { assistant_id: assistant.id })
    .on("textDelta", (delta) => say(delta.value ?? ""));
  let run = await stream.finalRun();
  while (run.status === "requires_action") {
    stream = client.beta.threads.runs
      .submitToolOutputsStream(run.id, { thread_id: thread.id, tool_outputs: outputs(run) })
      .on("textDelta", (delta) => say(delta.value ?? ""));
    run = await stream.finalRun();
  }
  return run;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const client = new OpenAI();
  const { assistant, thread } = await prepare(client);
  await converse(client, assistant, thread, (text) => process.stdout.write(text));
  console.log();
}
