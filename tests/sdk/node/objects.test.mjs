// Assistants, threads, messages, models: create, read, change, list, delete; what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { all, open, refused } from "./judge.mjs";

test("the life of an assistant", async (t) => {
  const { assistants } = open(t).beta;
  const made = await assistants.create({
    model: "gpt-4o",
    name: "Über-Helfer 助手",
    instructions: "Be brief.",
    tools: [{ type: "code_interpreter" }],
    metadata: { team: "blue" },
  });
  assert.match(made.id, /^asst_[A-Za-z0-9]{24}$/);
  assert.deepEqual(await assistants.retrieve(made.id), made);
  const changed = await assistants.update(made.id, { name: "Helper" });
  assert.deepEqual([changed.name, changed.instructions], ["Helper", "Be brief."]);
  assert.deepEqual(await assistants.delete(made.id), { id: made.id, object: "assistant.deleted", deleted: true });
  await refused(
    OpenAI.NotFoundError,
    `No assistant found with id '${made.id}'.`,
    assistants.retrieve(made.id),
  );
});

test("pages turn by themselves", async (t) => {
  const { assistants } = open(t).beta;
  const made = [];
  for (let n = 0; n < 5; n++) made.push((await assistants.create({ model: "gpt-4o", name: `number ${n}` })).id);
  const seen = (await all(assistants.list({ limit: 2 }))).map((it) => it.id);
  assert.deepEqual(seen, made.toReversed());
  const page = await assistants.list({ limit: 2, order: "asc" });
  assert.ok(page.hasNextPage());
  assert.deepEqual((await page.getNextPage()).data.map((it) => it.id), made.slice(2, 4));
});

test("the life of a thread and its messages", async (t) => {
  const { threads } = open(t).beta;
  const thread = await threads.create({ metadata: { user: "7" } });
  assert.match(thread.id, /^thread_[A-Za-z0-9]{24}$/);
  const text = "Grüße, 世界 👋";
  const message = await threads.messages.create(thread.id, { role: "user", content: text });
  assert.equal(message.content[0].text.value, text);
  const changed = await threads.messages.update(message.id, { thread_id: thread.id, metadata: { n: "1" } });
  assert.deepEqual(changed.metadata, { n: "1" });
  for (let n = 0; n < 3; n++) await threads.messages.create(thread.id, { role: "user", content: `${n}` });
  const listed = await all(threads.messages.list(thread.id, { limit: 2, order: "asc" }));
  assert.deepEqual(listed.map((it) => it.content[0].text.value), [text, "0", "1", "2"]);
  assert.equal((await threads.messages.delete(message.id, { thread_id: thread.id })).deleted, true);
  assert.equal((await threads.delete(thread.id)).object, "thread.deleted");
  await refused(OpenAI.NotFoundError, `No thread found with id '${thread.id}'.`, threads.retrieve(thread.id));
});

test("models", async (t) => {
  const client = open(t);
  assert.ok((await all(client.models.list())).some((model) => model.id === "gpt-4o"));
  assert.equal((await client.models.retrieve("gpt-4o")).object, "model");
});

test("refusals carry code and param", async (t) => {
  const client = open(t);
  const { assistants, threads } = client.beta;
  const unknown = await refused(
    OpenAI.BadRequestError,
    "Unknown parameter: 'surprise'.",
    assistants.create({ model: "gpt-4o", surprise: 1 }),
  );
  assert.deepEqual(
    [unknown.status, unknown.code, unknown.param, unknown.type],
    [400, "unknown_parameter", "surprise", "invalid_request_error"],
  );
  assert.match(unknown.requestID, /^req_[0-9a-f]{32}$/);
  const typed = await refused(
    OpenAI.BadRequestError,
    "Invalid type for 'metadata.modified': expected a string, but got a boolean instead.",
    threads.create({ metadata: { modified: true } }),
  );
  assert.deepEqual([typed.code, typed.param], ["invalid_type", "metadata.modified"]);
  await refused(
    OpenAI.BadRequestError,
    "Invalid 'thread_id': 'undefined'. Expected an ID that begins with 'thread'.",
    threads.retrieve("undefined"),
  );
  await assert.rejects(
    client.get("/assistants", { headers: { Authorization: null, "OpenAI-Beta": "assistants=v2" } }),
    OpenAI.AuthenticationError,
  );
});

test("headers", async (t) => {
  const client = open(t);
  const { data, response, request_id } = await client.beta.threads.create().withResponse();
  assert.match(request_id, /^req_[0-9a-f]{32}$/);
  assert.equal(data._request_id, request_id);
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal(response.headers.get("openai-version"), "2020-10-01");
  assert.ok(response.headers.get("x-understage-version"));
});
