// What the judge programs share: a client with a project of its own for every test.

import OpenAI from "openai";

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
