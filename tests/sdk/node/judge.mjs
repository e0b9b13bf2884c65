// What the judge programs share: a client with a project of its own for every test.

import OpenAI, { toFile } from "openai";

export const FILE_SEARCH = { type: "file_search" };

export function open(test, suffix = "") {
  const key = `sk-test-node-${test.name}${suffix}`.replace(/[^A-Za-z0-9]+/g, "-");
  return new OpenAI({ apiKey: key, maxRetries: 0, timeout: 30_000 });
}

export async function prepare(client, text = "Hello, who are you?", settings = {}) {
  const assistant = await client.beta.assistants.create({
    model: "gpt-4o",
    instructions: "You are a helpful assistant.",
    ...settings,
  });
  const thread = await client.beta.threads.create({ messages: [{ role: "user", content: text }] });
  return { assistant, thread };
}

export async function reply(client, run) {
  const page = await client.beta.threads.messages.list(run.thread_id, { run_id: run.id });
  return page.data[0];
}

export async function all(pages) {
  const items = [];
  for await (const item of pages) items.push(item);
  return items;
}

// Sends a file for assistants and returns its id.
export async function upload(client, name, text) {
  return (await client.files.create({ file: await toFile(Buffer.from(text), name), purpose: "assistants" })).id;
}

// A vector store with the named texts, or undefined (and a skipped test) where there are no vector stores.
export async function fill(test, client, texts) {
  const store = await client.vectorStores.create({ name: "Store of a test" }).catch((error) => {
    if (error.code !== "not_emulated") throw error;
    test.skip(error.message);
  });
  if (!store) return undefined;
  const files = await Promise.all(Object.entries(texts).map(([name, text]) => toFile(Buffer.from(text), name)));
  if (files.length) await client.vectorStores.fileBatches.uploadAndPoll(store.id, { files });
  return store;
}

// Expects an error of the SDK's class with the service's own words, and returns it.
export async function refused(kind, text, promise) {
  let error;
  try {
    await promise;
  } catch (caught) {
    error = caught;
  }
  if (!(error instanceof kind)) throw new Error(`expected ${kind.name}, got ${error}`);
  if (error.error.message !== text) throw new Error(`expected "${text}", got "${error.error.message}"`);
  return error;
}
