// Runs: streamed with the event helper, polled, cut short; function calls.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import * as weather from "../../../examples/weather.mjs";
import { all, open, prepare, refused, reply } from "./judge.mjs";

const PLAIN = [
  "thread.run.created",
  "thread.run.queued",
  "thread.run.in_progress",
  "thread.run.step.created",
  "thread.run.step.in_progress",
  "thread.message.created",
  "thread.message.in_progress",
  "thread.message.delta",
  "thread.message.completed",
  "thread.run.step.completed",
  "thread.run.completed",
];

function listen(stream) {
  const heard = { names: [], text: "", code: "", outputs: [], told: [] };
  const tell = (name) => () => heard.told.push(name);
  stream
    .on("event", (event) => heard.names.at(-1) === event.event || heard.names.push(event.event))
    .on("messageCreated", tell("messageCreated"))
    .on("textCreated", tell("textCreated"))
    .on("textDelta", (delta) => (heard.text += delta.value ?? ""))
    .on("textDone", tell("textDone"))
    .on("messageDone", tell("messageDone"))
    .on("runStepDone", tell("runStepDone"))
    .on("toolCallCreated", (call) => (heard.code += call.code_interpreter?.input ?? ""))
    .on("toolCallDelta", (delta) => {
      heard.code += delta.code_interpreter?.input ?? "";
      heard.outputs.push(...(delta.code_interpreter?.outputs ?? []));
    })
    .on("end", tell("end"));
  return heard;
}

test("a streamed reply", async (t) => {
  const client = open(t);
  const { assistant, thread } = await prepare(client);
  const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id });
  const heard = listen(stream);
  const run = await stream.finalRun();
  const [message] = await stream.finalMessages();
  const [step] = await stream.finalRunSteps();
  assert.equal(run.status, "completed");
  assert.deepEqual(heard.names, PLAIN);
  assert.deepEqual(heard.told, [
    "messageCreated",
    "textCreated",
    "textDone",
    "messageDone",
    "runStepDone",
    "end",
  ]);
  assert.equal(message.content[0].text.value, heard.text);
  assert.equal(step.step_details.message_creation.message_id, message.id);
  assert.equal((await reply(client, run)).content[0].text.value, heard.text);
});

test("events by for await", async (t) => {
  const client = open(t);
  const { assistant, thread } = await prepare(client);
  const stream = await client.beta.threads.runs.create(thread.id, { assistant_id: assistant.id, stream: true });
  const names = (await all(stream)).map((event) => event.event);
  assert.deepEqual([...new Set(names)], PLAIN);
});

test("thread and run in one", async (t) => {
  const client = open(t);
  const { assistant } = await prepare(client);
  const body = { assistant_id: assistant.id, thread: { messages: [{ role: "user", content: "Hello" }] } };
  const stream = client.beta.threads.createAndRunStream(body);
  const heard = listen(stream);
  assert.equal((await stream.finalRun()).status, "completed");
  assert.deepEqual(heard.names, ["thread.created", ...PLAIN]);
  const run = await client.beta.threads.createAndRunPoll(body);
  assert.equal(run.status, "completed");
  assert.equal((await all(client.beta.threads.runs.list(run.thread_id))).length, 1);
});

test("a polled run with code", async (t) => {
  const client = open(t);
  const { assistant, thread } = await prepare(client, "What is 12 * 34?", { tools: [{ type: "code_interpreter" }] });
  const run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  assert.equal(run.status, "completed");
  assert.equal(run.usage.total_tokens, run.usage.prompt_tokens + run.usage.completion_tokens);
  assert.match((await reply(client, run)).content[0].text.value, /408/);
  const steps = await all(client.beta.threads.runs.steps.list(run.id, { thread_id: thread.id, order: "asc" }));
  assert.deepEqual(steps.map((step) => step.type), ["tool_calls", "message_creation"]);
});

test("streamed code adds up", async (t) => {
  const client = open(t);
  const { assistant, thread } = await prepare(client, "What is 12 * 34?", { tools: [{ type: "code_interpreter" }] });
  const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id });
  const heard = listen(stream);
  const run = await stream.finalRun();
  const steps = await all(client.beta.threads.runs.steps.list(run.id, { thread_id: thread.id, order: "asc" }));
  const { input, outputs } = steps[0].step_details.tool_calls[0].code_interpreter;
  assert.equal(heard.code, input);
  assert.deepEqual(heard.outputs.map(({ index, ...output }) => output), outputs);
});

function checkCalls(run) {
  const calls = run.required_action.submit_tool_outputs.tool_calls;
  assert.deepEqual(
    calls.map((call) => call.function.name),
    ["get_current_temperature", "get_rain_probability"],
  );
  for (const call of calls) assert.equal(JSON.parse(call.function.arguments).location, "San Francisco, CA");
}

test("functions, streamed", async (t) => {
  const client = open(t);
  const { assistant, thread } = await weather.prepare(client);
  let text = "";
  const run = await weather.converse(client, assistant, thread, (piece) => (text += piece));
  assert.equal(run.status, "completed");
  assert.match(text, /57/);
  assert.equal((await reply(client, run)).content[0].text.value, text);
});

test("functions, polled", async (t) => {
  const client = open(t);
  const { runs } = client.beta.threads;
  const { assistant, thread } = await weather.prepare(client);
  let run = await runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  assert.equal(run.status, "requires_action");
  checkCalls(run);
  const [first, second] = weather.outputs(run);
  await refused(
    OpenAI.BadRequestError,
    `Expected tool outputs for call_ids ['${first.tool_call_id}', '${second.tool_call_id}'], got ['${first.tool_call_id}']`,
    runs.submitToolOutputs(run.id, { thread_id: thread.id, tool_outputs: [first] }),
  );
  run = await runs.submitToolOutputsAndPoll(run.id, { thread_id: thread.id, tool_outputs: [first, second] });
  assert.equal(run.status, "completed");
  assert.match((await reply(client, run)).content[0].text.value, /57/);
});

test("a run that waits can be cancelled, and its thread is locked till then", async (t) => {
  const client = open(t);
  const { runs, messages } = client.beta.threads;
  const { assistant, thread } = await weather.prepare(client);
  let run = await runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  const more = { role: "user", content: "More" };
  await refused(
    OpenAI.BadRequestError,
    `Can't add messages to ${thread.id} while a run ${run.id} is active.`,
    messages.create(thread.id, more),
  );
  await refused(
    OpenAI.BadRequestError,
    `Thread ${thread.id} already has an active run ${run.id}.`,
    runs.create(thread.id, { assistant_id: assistant.id }),
  );
  assert.equal((await runs.cancel(run.id, { thread_id: thread.id })).status, "cancelling");
  run = await runs.poll(run.id, { thread_id: thread.id });
  assert.equal(run.status, "cancelled");
  await messages.create(thread.id, more);
});

test("a reply that grows too long", async (t) => {
  const client = open(t);
  const { assistant, thread } = await prepare(client, "Write a 500 word essay about the sea");
  const body = { assistant_id: assistant.id, max_completion_tokens: 256 };
  const done = [];
  const stream = client.beta.threads.runs.stream(thread.id, body).on("messageDone", (message) => done.push(message));
  const run = await stream.finalRun();
  assert.equal(run.status, "incomplete");
  assert.equal(run.incomplete_details.reason, "max_completion_tokens");
  assert.deepEqual(done.map((message) => message.incomplete_details.reason), ["max_tokens"]);
  assert.ok(run.usage.completion_tokens <= 256);
});

test("an answer in JSON", async (t) => {
  const client = open(t);
  const schema = {
    type: "object",
    properties: { title: { type: "string" }, servings: { type: "integer" } },
    required: ["title", "servings"],
    additionalProperties: false,
  };
  const { assistant, thread } = await prepare(client, "Give me a recipe.", {
    response_format: { type: "json_schema", json_schema: { name: "recipe", strict: true, schema } },
  });
  const run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  const recipe = JSON.parse((await reply(client, run)).content[0].text.value);
  assert.deepEqual(Object.keys(recipe).sort(), ["servings", "title"]);
  assert.equal(typeof recipe.title, "string");
  assert.ok(Number.isInteger(recipe.servings));
});
