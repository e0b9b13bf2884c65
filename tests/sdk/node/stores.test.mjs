// Vector stores: the whole of `vectorStores`, its files, file batches and searches.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { toFile } from "openai";
import { all, fill, open, refused, upload } from "./judge.mjs";

const TEXTS = {
  "coffee.txt": "Coffee grows on shrubs in the shade of taller trees. Its beans are the seeds of a red fruit.\n",
  "tea.txt": "Tea is made from the leaves of an evergreen bush. Green tea is steamed, black tea is oxidized.\n",
  "cocoa.txt": "Cocoa pods grow on the trunk of the tree. A pod holds about forty seeds in a white pulp.\n",
};
const WEEK = { anchor: "last_active_at", days: 7 };

function counts({ file_counts }) {
  return Object.fromEntries(Object.entries(file_counts).filter(([, number]) => number));
}

test("the life of a store", async (t) => {
  const client = open(t);
  if (!(await fill(t, client, {}))) return;
  const { vectorStores } = client;
  const made = await vectorStores.create({ name: "Drinks ☕", expires_after: WEEK, metadata: { team: "blue" } });
  assert.match(made.id, /^vs_[0-9a-f]{32}$/);
  assert.deepEqual([made.object, made.status, made.usage_bytes], ["vector_store", "completed", 0]);
  assert.equal(made.expires_at, made.last_active_at + 7 * 86_400);
  assert.deepEqual(await vectorStores.retrieve(made.id), made);
  const changed = await vectorStores.update(made.id, { name: "Hot drinks", expires_after: null });
  assert.deepEqual([changed.name, changed.expires_at, changed.metadata], ["Hot drinks", null, { team: "blue" }]);
  const gone = await vectorStores.delete(made.id);
  assert.deepEqual(gone, { id: made.id, object: "vector_store.deleted", deleted: true });
  const text = `No vector store found with id '${made.id}'.`;
  await refused(OpenAI.NotFoundError, text, vectorStores.retrieve(made.id));
  const file_ids = ["file-" + "a".repeat(24)];
  await refused(OpenAI.NotFoundError, text, vectorStores.fileBatches.create(made.id, { file_ids }));
});

test("pages of stores turn by themselves", async (t) => {
  const client = open(t);
  const first = await fill(t, client, {});
  if (!first) return;
  const made = [first.id];
  for (let n = 0; n < 4; n++) made.push((await client.vectorStores.create({ name: `${n}` })).id);
  const ids = async (query) => (await all(client.vectorStores.list(query))).map((it) => it.id);
  assert.deepEqual(await ids({ limit: 2 }), made.toReversed());
  assert.deepEqual(await ids({ limit: 2, order: "asc", after: made[1] }), made.slice(2));
});

test("files of a store", async (t) => {
  const client = open(t);
  const store = await fill(t, client, {});
  if (!store) return;
  const { files } = client.vectorStores;
  const coffee = await upload(client, "coffee.txt", TEXTS["coffee.txt"]);
  const made = await files.create(store.id, { file_id: coffee, attributes: { kind: "seed", year: 2021, hot: true } });
  assert.deepEqual([made.id, made.object, made.status], [coffee, "vector_store.file", "in_progress"]);
  const polled = await files.poll(store.id, coffee);
  assert.deepEqual([polled.status, polled.attributes], ["completed", { kind: "seed", year: 2021, hot: true }]);
  assert.ok(polled.usage_bytes > 0);
  const tea = await files.uploadAndPoll(store.id, await toFile(Buffer.from(TEXTS["tea.txt"]), "tea.txt"));
  const broken = await files.uploadAndPoll(store.id, await toFile(Buffer.from("no PDF"), "broken.pdf"));
  assert.deepEqual([tea.status, broken.status, broken.last_error.code], ["completed", "failed", "invalid_file"]);

  const listed = async (query) => (await all(files.list(store.id, query))).map((it) => it.id);
  assert.deepEqual(await listed({ limit: 1 }), [broken.id, tea.id, coffee]);
  assert.deepEqual(await listed({ filter: "completed", order: "asc" }), [coffee, tea.id]);
  assert.deepEqual(await listed({ filter: "failed" }), [broken.id]);

  const changed = await files.update(coffee, { vector_store_id: store.id, attributes: { kind: "bean" } });
  assert.deepEqual(changed.attributes, { kind: "bean" });
  const content = await all(files.content(coffee, { vector_store_id: store.id }));
  assert.equal(content.map((part) => part.text).join("").trim(), TEXTS["coffee.txt"].trim());

  const gone = await files.delete(coffee, { vector_store_id: store.id });
  assert.deepEqual(gone, { id: coffee, object: "vector_store.file.deleted", deleted: true });
  await assert.rejects(files.retrieve(coffee, { vector_store_id: store.id }), OpenAI.NotFoundError);
  assert.deepEqual(counts(await client.vectorStores.retrieve(store.id)), { completed: 1, failed: 1, total: 2 });
  assert.equal((await client.files.retrieve(coffee)).filename, "coffee.txt");
});

test("file batches", async (t) => {
  const client = open(t);
  const store = await fill(t, client, {});
  if (!store) return;
  const { fileBatches } = client.vectorStores;
  const ids = await Promise.all(Object.entries(TEXTS).map(([name, text]) => upload(client, name, text)));
  const made = await fileBatches.create(store.id, { file_ids: ids.slice(0, 2) });
  assert.match(made.id, /^vsfb_/);
  assert.deepEqual([made.object, made.status], ["vector_store.files_batch", "in_progress"]);
  assert.deepEqual(counts(made), { in_progress: 2, total: 2 });
  const polled = await fileBatches.poll(store.id, made.id);
  assert.deepEqual([polled.status, counts(polled)], ["completed", { completed: 2, total: 2 }]);
  const where = { vector_store_id: store.id };
  const listed = await all(fileBatches.listFiles(made.id, { ...where, limit: 1 }));
  assert.deepEqual(listed.map((it) => it.id).sort(), ids.slice(0, 2).sort());
  assert.equal((await fileBatches.cancel(made.id, where)).status, "completed", "it comes too late");

  const more = await fileBatches.uploadAndPoll(store.id, {
    files: [await toFile(Buffer.from("Water needs no farm.\n"), "water.txt")],
    fileIds: [ids[2]],
  });
  assert.deepEqual(counts(more), { completed: 2, total: 2 });
  assert.deepEqual(counts(await client.vectorStores.retrieve(store.id)), { completed: 4, total: 4 });

  const cancelled = await fileBatches.create(store.id, { file_ids: [await upload(client, "milk.txt", "Milk.\n")] });
  await fileBatches.cancel(cancelled.id, where);
  const { status, file_counts } = await fileBatches.poll(store.id, cancelled.id);
  assert.ok(["completed", "cancelled"].includes(status));
  assert.equal(file_counts.completed + file_counts.cancelled, 1);
});

test("settings for each file of a batch", async (t) => {
  const client = open(t);
  const store = await fill(t, client, {});
  if (!store) return;
  const [one, two] = [await upload(client, "1.txt", "One."), await upload(client, "2.txt", "Two.")];
  const chunks = { type: "static", static: { max_chunk_size_tokens: 300, chunk_overlap_tokens: 100 } };
  await client.vectorStores.fileBatches.createAndPoll(store.id, {
    files: [{ file_id: one, attributes: { n: 1 } }, { file_id: two, chunking_strategy: chunks }],
  });
  const seen = (file) => client.vectorStores.files.retrieve(file, { vector_store_id: store.id });
  assert.deepEqual((await seen(one)).attributes, { n: 1 });
  assert.deepEqual((await seen(two)).chunking_strategy, chunks);
});

test("searches", async (t) => {
  const client = open(t);
  const store = await fill(t, client, TEXTS);
  if (!store) return;
  const search = async (query, settings) =>
    (await all(client.vectorStores.search(store.id, { query, ...settings }))).map((it) => it.filename);
  assert.equal((await search("Which tea is steamed?"))[0], "tea.txt");
  assert.deepEqual(await search("How many seeds are in a pod?", { max_num_results: 1 }), ["cocoa.txt"]);
  const page = await client.vectorStores.search(store.id, { query: ["steamed tea", "cocoa pods"] });
  assert.equal(page.object, "vector_store.search_results.page");
  const [best] = page.data;
  assert.deepEqual(best.content, [{ type: "text", text: best.content[0].text }]);
  assert.ok(best.score > 0 && best.score <= 1);

  const where = { vector_store_id: store.id };
  for (const { id } of await all(client.vectorStores.files.list(store.id))) {
    const { filename } = await client.files.retrieve(id);
    const attributes = { leaf: filename === "tea.txt", length: filename.length };
    await client.vectorStores.files.update(id, { ...where, attributes });
  }
  const leaf = { type: "eq", key: "leaf", value: true };
  const short = { type: "lte", key: "length", value: 9 };
  const query = "coffee beans, tea leaves, cocoa pods";
  assert.deepEqual(await search(query, { filters: leaf }), ["tea.txt"]);
  assert.deepEqual((await search(query, { filters: short })).sort(), ["cocoa.txt", "tea.txt"]);
  assert.deepEqual(await search(query, { filters: { type: "and", filters: [leaf, short] } }), ["tea.txt"]);
  const none = { type: "and", filters: [leaf, { type: "gt", key: "length", value: 9 }] };
  assert.deepEqual(await search(query, { filters: none }), []);
});
