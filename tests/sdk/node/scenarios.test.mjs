// Scripted runs: what the SDK's helpers make of the scenario files in fixtures/scenarios, and of a few of our own.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import OpenAI from "openai";
import * as weather from "../../../examples/weather.mjs";
import { open, prepare, reply } from "./judge.mjs";

function control(client, path, body = {}) {
  return client.post(new URL(`/_understage/${path}`, client.baseURL).href, { body });
}

// Pushes a file as it is.
async function push(client, name) {
  const response = await fetch(new URL("/_understage/scenarios", client.baseURL), {
    method: "POST",
    headers: { Authorization: `Bearer ${client.apiKey}`, "Content-Type": "application/yaml" },
    body: await readFile(`fixtures/scenarios/${name}.yaml`),
  });
  assert.equal(response.status, 200, await response.text());
}

function script(client, ...steps) {
  return control(client, "scenarios", { scenarios: [{ name: "scripted", steps }] });
}

const functions = (...names) => ({
  tools: names.map((name) => ({ type: "function", function: { name, parameters: { type: "object", properties: {} } } })),
});

// A client, and a thread with a message; `poll`, `stream` and `create` start a run there.
async function stage(t, text, settings) {
  const client = open(t);
  const { runs } = client.beta.threads;
  const { assistant, thread } = await prepare(client, text, settings);
  const body = (more) => ({ assistant_id: assistant.id, ...more });
  return {
    client,
    runs,
    thread,
    poll: (more) => runs.createAndPoll(thread.id, body(more)),
    stream: (more) => runs.stream(thread.id, body(more)),
    create: (more) => runs.create(thread.id, body({ stream: true, ...more })),
  };
}

const textOf = async (client, run) => (await reply(client, run)).content[0].text.value;

test("each chunk is a delta", async (t) => {
  const { client, stream } = await stage(t, "Count.");
  const chunks = ["One, ", "t", "wo — ", "three 🎭"];
  await script(client, { say: { chunks } });
  const deltas = [];
  const done = [];
  const heard = stream()
    .on("textDelta", (delta) => deltas.push(delta.value))
    .on("textDone", (text) => done.push(text.value));
  assert.equal((await heard.finalRun()).status, "completed");
  assert.deepEqual([deltas, done], [chunks, [chunks.join("")]]);
});

test("a refusal", async (t) => {
  const { client, stream, poll } = await stage(t, "How do I pick a lock?");
  await push(client, "refusal");
  const wanted = { type: "refusal", refusal: "I'm sorry, but I can't help with that." };
  const [message] = await stream().finalMessages();
  // What the SDK has put together of deltas has their `index`, too.
  assert.deepEqual(message.content, [{ index: 0, ...wanted }]);
  assert.deepEqual((await reply(client, await poll())).content, [wanted]);
});

test("calls are answered while the reply streams", async (t) => {
  const client = open(t);
  await push(client, "weather");
  const { assistant, thread } = await weather.prepare(client);
  let said = "";
  const run = await weather.converse(client, assistant, thread, (piece) => (said += piece));
  assert.equal(run.status, "completed");
  assert.equal(said, "It is 57°F in San, and the chance of rain is 0.06.");
});

test("a loop in which a call fails", async (t) => {
  const settings = functions("find_order", "refund_payment", "open_ticket");
  const { client, runs, poll } = await stage(t, "Please refund order 20417.", settings);
  await push(client, "tool-loop");
  let run = await poll();
  for (const output of [{ payment: "pay_1", cents: 4200 }, { error: "the bank is closed" }, { ticket: "T-7" }]) {
    assert.equal(run.status, "requires_action");
    const [call] = run.required_action.submit_tool_outputs.tool_calls;
    const tool_outputs = [{ tool_call_id: call.id, output: JSON.stringify(output) }];
    run = await runs.submitToolOutputsAndPoll(run.id, { thread_id: run.thread_id, tool_outputs });
  }
  assert.equal(run.status, "completed");
  assert.equal(
    await textOf(client, run),
    "I could not refund order 20417 (the bank is closed), so I opened ticket T-7.",
  );
});

test("a run that is held goes on by the control API", async (t) => {
  const { client, runs, create } = await stage(t, "Tell me.");
  await script(client, { say: { chunks: ["First half, "], open: true } }, "hold", { say: "second half." });
  let run;
  let text = "";
  for await (const event of await create()) {
    if (event.data.object === "thread.run") run = event.data;
    if (event.event !== "thread.message.delta") continue;
    if (!text) {
      // Nothing more comes before it is let go on.
      assert.equal((await runs.retrieve(run.id, { thread_id: run.thread_id })).status, "in_progress");
      await control(client, `runs/${run.id}/step`);
    }
    text += event.data.delta.content[0].text.value;
  }
  assert.equal(text, "First half, second half.");
  assert.equal(run.status, "completed");
});

test("a stream that breaks is recovered by polling", async (t) => {
  const { client, runs, create } = await stage(t, "Tell me a story.");
  await push(client, "cut-stream");
  let run;
  let text = "";
  await assert.rejects(async () => {
    for await (const event of await create()) {
      if (event.data.object === "thread.run") run = event.data;
      text += event.data.delta?.content?.[0].text.value ?? "";
    }
  });
  assert.equal(text, "Once upon a time, ");
  run = await runs.poll(run.id, { thread_id: run.thread_id });
  assert.equal(run.status, "completed");
  assert.equal(await textOf(client, run), "Once upon a time, there was a server that kept its word.");
});

test("the SDK's stream helper tells of a break", async (t) => {
  const { client, stream } = await stage(t, "Tell me a story.");
  await push(client, "cut-stream");
  await assert.rejects(stream().finalRun(), OpenAI.OpenAIError);
});

test("replies that stop short", async (t) => {
  const { client, runs, poll, thread } = await stage(t, "A long answer, please.");
  await push(client, "incomplete");
  let run = await poll();
  assert.deepEqual([run.status, run.incomplete_details.reason], ["incomplete", "max_completion_tokens"]);
  assert.equal(await textOf(client, run), "The first point is that");
  await client.beta.threads.messages.create(thread.id, { role: "user", content: "A long question." });
  run = await runs.createAndPoll(thread.id, { assistant_id: run.assistant_id });
  assert.deepEqual([run.status, run.incomplete_details.reason], ["incomplete", "max_prompt_tokens"]);
});

test("runs expire", async (t) => {
  const { client, runs, poll } = await stage(t, "Please approve contract 7.", functions("ask_for_approval"));
  await push(client, "expiry");
  let run = await poll();
  assert.equal(run.status, "requires_action");
  await control(client, "clock", { advance: "10m" });
  run = await runs.retrieve(run.id, { thread_id: run.thread_id });
  assert.deepEqual([run.status, run.expires_at], ["expired", null]);
});

test("the SDK tries again at the limit", async (t) => {
  const { client, runs, thread } = await stage(t, "Hello.");
  await push(client, "rate-limit");
  const assistant = await client.beta.assistants.create({ model: "gpt-4o" });
  const run = await runs.createAndPoll(thread.id, { assistant_id: assistant.id }, { maxRetries: 2 });
  assert.equal(run.status, "completed");
  const query = { method: "POST", path: `/v1/threads/${thread.id}/runs` };
  const tries = (await client.get(new URL("/_understage/requests", client.baseURL).href, { query })).data;
  assert.deepEqual(
    tries.map((entry) => [entry.status, entry.headers["x-stainless-retry-count"]]),
    [[429, "0"], [429, "1"], [200, "2"]],
  );
});

test("metadata picks a scenario", async (t) => {
  const { client, runs, thread, poll } = await stage(t, "Whatever you like.");
  await push(client, "cancel");
  let run = await runs.create(thread.id, {
    assistant_id: (await client.beta.assistants.create({ model: "gpt-4o" })).id,
    metadata: { scenario: "cancel-in-progress" },
  });
  assert.equal((await runs.retrieve(run.id, { thread_id: thread.id })).status, "in_progress");
  assert.equal((await runs.cancel(run.id, { thread_id: thread.id })).status, "cancelling");
  assert.equal((await runs.poll(run.id, { thread_id: thread.id })).status, "cancelled");
  run = await poll({ metadata: { scenario: "cancel-qeued" } });
  assert.equal(run.status, "failed");
  assert.match(run.last_error.message, /cancel-queued/);
});
