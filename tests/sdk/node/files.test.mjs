// Files: sent, listed, read back, deleted; vector stores searched by a run.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { toFile } from "openai";
import { all, open, prepare, refused, reply } from "./judge.mjs";

const LINES = '{"prompt":"Grüße ->","completion":" 世界"}\n';

test("the life of a file", async (t) => {
  const { files } = open(t);
  const file = await files.create({ file: await toFile(Buffer.from(LINES), "数据.jsonl"), purpose: "fine-tune" });
  assert.deepEqual([file.filename, file.bytes, file.purpose], ["数据.jsonl", Buffer.byteLength(LINES), "fine-tune"]);
  assert.equal((await files.retrieve(file.id)).filename, "数据.jsonl");
  assert.equal(await (await files.content(file.id)).text(), LINES);
  assert.deepEqual((await all(files.list({ purpose: "fine-tune" }))).map((it) => it.id), [file.id]);
  assert.deepEqual(await all(files.list({ purpose: "vision" })), []);
  assert.equal((await files.delete(file.id)).deleted, true);
  const error = await refused(OpenAI.NotFoundError, `No such File object: ${file.id}`, files.retrieve(file.id));
  assert.equal(error.param, "id");
});

test("binary content comes back as it went", async (t) => {
  const { files } = open(t);
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 256);
  const file = await files.create({ file: await toFile(bytes, "noise.png"), purpose: "vision" });
  const back = new Uint8Array(await (await files.content(file.id)).arrayBuffer());
  assert.deepEqual(back, bytes);
});

test("a shuffled file is offered for download", async (t) => {
  const client = open(t);
  const tools = [{ type: "code_interpreter" }];
  const file = await client.files.create({
    file: await toFile(Buffer.from("n,m\n1,a\n2,b\n3,c\n4,d\n5,e\n6,f\n"), "rows.csv"),
    purpose: "assistants",
  });
  const { assistant } = await prepare(client, "Hello", { tools });
  const content = "shuffle the rows and give me the new CSV";
  const run = await client.beta.threads.createAndRunPoll({
    assistant_id: assistant.id,
    thread: { messages: [{ role: "user", content, attachments: [{ file_id: file.id, tools }] }] },
  });
  assert.equal(run.status, "completed");
  const { text } = (await reply(client, run)).content.at(-1);
  const [link] = text.annotations;
  assert.equal(link.type, "file_path");
  const marked = Array.from(text.value).slice(link.start_index, link.end_index).join("");
  assert.equal(marked, link.text);
  const rows = (await (await client.files.content(link.file_path.file_id)).text()).trim().split(/\r?\n/);
  assert.equal(rows[0], "n,m");
  assert.deepEqual(rows.slice(1).sort(), ["1,a", "2,b", "3,c", "4,d", "5,e", "6,f"]);
});

test("a vector store is filled, polled and cited", async (t) => {
  const client = open(t);
  const store = await client.vectorStores.create({ name: "Foods" }).catch((error) => error);
  if (store.code === "not_emulated") return t.skip(store.message);
  const text = "The red team likes tomato soup, with basil.\n";
  const batch = await client.vectorStores.fileBatches.uploadAndPoll(store.id, {
    files: [await toFile(Buffer.from(text), "favorite_foods.txt")],
  });
  assert.deepEqual([batch.status, batch.file_counts.completed], ["completed", 1]);
  const { assistant, thread } = await prepare(client, "Which food does the red team like?", {
    tools: [{ type: "file_search" }],
    tool_resources: { file_search: { vector_store_ids: [store.id] } },
  });
  const run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
  assert.equal(run.status, "completed");
  const part = (await reply(client, run)).content[0].text;
  assert.match(part.value, /tomato soup/);
  assert.match(part.annotations[0].text, /^【\d+:\d+†favorite_foods\.txt】$/);
});
