// File search: runs that look into vector stores, what they stream, and citations in the reply.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { toFile } from "openai";
import { all, FILE_SEARCH, fill, open, prepare, reply, upload } from "./judge.mjs";

const FOODS = {
  "favorite_foods.txt": "The blue team likes potato pancakes.\n\nThe red team likes tomato soup, with basil.\n",
};
const QUESTION = "Which food does the red team like?";
const CONTENT = "step_details.tool_calls[*].file_search.results[*].content";
const EVENTS = [
  "thread.run.created",
  "thread.run.queued",
  "thread.run.in_progress",
  "thread.run.step.created",
  "thread.run.step.in_progress",
  "thread.run.step.delta",
  "thread.run.step.completed",
  "thread.run.step.created",
  "thread.run.step.in_progress",
  "thread.message.created",
  "thread.message.in_progress",
  "thread.message.delta",
  "thread.message.completed",
  "thread.run.step.completed",
  "thread.run.completed",
];

function searcher(store) {
  return { tools: [FILE_SEARCH], tool_resources: { file_search: { vector_store_ids: [store.id] } } };
}

// Returns the names of the cited files. Indices count characters, not halves of surrogate pairs.
async function cited(client, text) {
  const names = new Set();
  for (const note of text.annotations) {
    assert.equal(note.type, "file_citation");
    assert.equal([...text.value].slice(note.start_index, note.end_index).join(""), note.text);
    const { filename } = await client.files.retrieve(note.file_citation.file_id);
    assert.match(note.text, /^【\d+:\d+†.+】$/u);
    assert.ok(note.text.endsWith(`†${filename}】`), note.text);
    names.add(filename);
  }
  return [...names];
}

test("a cited answer, polled", async (t) => {
  const client = open(t);
  const store = await fill(t, client, FOODS);
  if (!store) return;
  const { assistant, thread } = await prepare(client, QUESTION, searcher(store));
  const run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  assert.equal(run.status, "completed");
  const { text } = (await reply(client, run)).content[0];
  assert.match(text.value, /tomato soup/);
  assert.deepEqual(await cited(client, text), ["favorite_foods.txt"]);
});

test("a cited answer, streamed", async (t) => {
  const client = open(t);
  const store = await fill(t, client, FOODS);
  if (!store) return;
  const { assistant, thread } = await prepare(client, QUESTION, searcher(store));
  const names = [];
  const heard = { text: "", notes: [], calls: [], steps: [] };
  const stream = client.beta.threads.runs
    .stream(thread.id, { assistant_id: assistant.id })
    .on("event", (event) => names.at(-1) === event.event || names.push(event.event))
    .on("toolCallCreated", (call) => heard.calls.push(call.type))
    .on("runStepDone", (step) => heard.steps.push(step.type))
    .on("textDelta", (delta) => {
      heard.text += delta.value ?? "";
      heard.notes.push(...(delta.annotations ?? []));
    });
  const run = await stream.finalRun();
  assert.equal(run.status, "completed");
  assert.deepEqual(names, EVENTS);
  assert.deepEqual([heard.calls, heard.steps], [["file_search"], ["tool_calls", "message_creation"]]);
  const [message] = await stream.finalMessages();
  const { text } = message.content[0];
  assert.equal(text.value, heard.text);
  const kept = (await reply(client, run)).content[0].text;
  const places = (notes) => notes.map((it) => [it.text, it.start_index, it.end_index, it.file_citation.file_id]);
  assert.equal(kept.value, text.value);
  for (const notes of [heard.notes, text.annotations]) assert.deepEqual(places(notes), places(kept.annotations));
  assert.deepEqual(await cited(client, text), ["favorite_foods.txt"]);
});

test("what was found is told when asked for", async (t) => {
  const client = open(t);
  const store = await fill(t, client, FOODS);
  if (!store) return;
  const { assistant, thread } = await prepare(client, QUESTION, searcher(store));
  const { runs } = client.beta.threads;
  const run = await runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  const ids = { thread_id: thread.id, run_id: run.id };
  const [step] = await all(runs.steps.list(run.id, { thread_id: thread.id, order: "asc" }));
  const found = (it) => it.step_details.tool_calls[0].file_search.results[0];
  assert.equal(found(step).file_name, "favorite_foods.txt");
  assert.equal(found(step).content, undefined);
  const full = await runs.steps.retrieve(step.id, { ...ids, include: [CONTENT] });
  assert.match(found(full).content[0].text, /tomato soup/);
});

test("a store that comes with the thread", async (t) => {
  const client = open(t);
  if (!(await fill(t, client, {}))) return;
  const [[name, text]] = Object.entries(FOODS);
  const { assistant } = await prepare(client, "Hello", { tools: [FILE_SEARCH] });
  const run = await client.beta.threads.createAndRunPoll({
    assistant_id: assistant.id,
    thread: {
      messages: [{ role: "user", content: QUESTION }],
      tool_resources: { file_search: { vector_stores: [{ file_ids: [await upload(client, name, text)] }] } },
    },
  });
  assert.equal(run.status, "completed");
  assert.match((await reply(client, run)).content[0].text.value, /tomato soup/);
  const thread = await client.beta.threads.retrieve(run.thread_id);
  const store = await client.vectorStores.retrieve(thread.tool_resources.file_search.vector_store_ids[0]);
  assert.equal(store.expires_at, store.last_active_at + 7 * 86_400);
});

test("marks among characters outside the basic plane", async (t) => {
  const client = open(t);
  const text = "The 🦊 team likes 🍅 soup 𝔴𝔦𝔱𝔥 basil, and 𠮷野家 rice bowls 🍚 after a match 🏆.\n";
  const store = await fill(t, client, { "emoji.txt": text });
  if (!store) return;
  const { assistant, thread } = await prepare(client, "Which soup does the 🦊 team like?", searcher(store));
  const run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  const part = (await reply(client, run)).content[0].text;
  assert.match(part.value, /🍅/u);
  assert.deepEqual(await cited(client, part), ["emoji.txt"]);
});

test("the shares of an annual report", async (t) => {
  const client = open(t);
  const report = await readFile("fixtures/data/calderane-10k.txt");
  const store = await fill(t, client, { "tessarine-10k.txt": await readFile("fixtures/data/tessarine-10k.txt") });
  if (!store) return;
  const { assistant } = await prepare(client, "Hello", searcher(store));
  const file = await client.files.create({ file: await toFile(report, "calderane-10k.txt"), purpose: "assistants" });
  const thread = await client.beta.threads.create({
    messages: [
      {
        role: "user",
        content: "How many shares of Calderane were outstanding at the end of October 2023?",
        attachments: [{ file_id: file.id, tools: [FILE_SEARCH] }],
      },
    ],
  });
  const run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  const { text } = (await reply(client, run)).content[0];
  assert.match(text.value, /42,318,905/);
  assert.equal((await cited(client, text))[0], "calderane-10k.txt");
});
