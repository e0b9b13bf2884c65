// Files: sent, listed, read back, deleted; uploads in parts.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import OpenAI, { toFile } from "openai";
import { all, fill, open, prepare, refused, reply } from "./judge.mjs";

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

// Sends a file in parts, as this SDK has no helper for it.
async function sendInParts(client, name, bytes, settings, partSize) {
  const begun = await client.uploads.create({ filename: name, bytes: bytes.length, ...settings });
  const part_ids = [];
  for (let start = 0; start < bytes.length; start += partSize) {
    const data = await toFile(bytes.subarray(start, start + partSize), name);
    part_ids.push((await client.uploads.parts.create(begun.id, { data })).id);
  }
  const md5 = createHash("md5").update(bytes).digest("hex");
  return client.uploads.complete(begun.id, { part_ids, md5 });
}

test("an upload in parts", async (t) => {
  const client = open(t);
  if (!(await fill(t, client, {}))) return;
  const bytes = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 256));
  const done = await sendInParts(client, "数据.png", bytes, { mime_type: "image/png", purpose: "vision" }, 64_000);
  assert.match(done.id, /^upload_[0-9a-f]{32}$/);
  assert.deepEqual([done.object, done.status, done.file.filename], ["upload", "completed", "数据.png"]);
  assert.equal(done.file.bytes, bytes.length);
  const back = Buffer.from(await (await client.files.content(done.file.id)).arrayBuffer());
  assert.ok(back.equals(bytes));
});

test("an upload for a vector store", async (t) => {
  const client = open(t);
  const store = await fill(t, client, {});
  if (!store) return;
  const text = "The keeper found a brass telescope in the cellar.\nThe next day it rained.\n".repeat(100);
  const settings = { mime_type: "text/plain", purpose: "assistants" };
  const { file } = await sendInParts(client, "log.txt", Buffer.from(text), settings, 3_000);
  const added = await client.vectorStores.files.createAndPoll(store.id, { file_id: file.id });
  assert.deepEqual([added.status, added.last_error], ["completed", null]);
  const [best] = (await client.vectorStores.search(store.id, { query: "brass telescope" })).data;
  assert.equal(best.filename, "log.txt");
  assert.match(best.content[0].text, /found a brass telescope/);
});

test("an upload that is given up", async (t) => {
  const client = open(t);
  if (!(await fill(t, client, {}))) return;
  const settings = { filename: "a.txt", bytes: 3, mime_type: "text/plain", purpose: "assistants" };
  const begun = await client.uploads.create(settings);
  assert.equal(begun.expires_at, begun.created_at + 3600);
  assert.equal((await client.uploads.cancel(begun.id)).status, "cancelled");
  const data = await toFile(Buffer.from("abc"), "a.txt");
  await assert.rejects(client.uploads.parts.create(begun.id, { data }), OpenAI.BadRequestError);
  assert.deepEqual(await all(client.files.list()), []);
});
