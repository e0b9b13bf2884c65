// What goes wrong on purpose, and what the SDK makes of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { open } from "./judge.mjs";

const CONTROL = `${process.env.OPENAI_BASE_URL.replace(/\/v1$/, "")}/_understage`;

test("one request asks for its own fault", async (t) => {
  const { threads } = open(t).beta;
  const asks = (fault) => ({ headers: { "X-Understage-Fault": fault }, maxRetries: 1 });
  const made = await threads.create({}, asks("429; retry_after_ms=1; tries=1"));
  assert.match(made.id, /^thread_/);
  await assert.rejects(threads.create({}, asks("429; retry_after_ms=1")), OpenAI.RateLimitError);
  await assert.rejects(threads.create({}, asks("cut")), OpenAI.APIConnectionError);
});

test("the API has ended", async (t) => {
  const client = open(t);
  await client.post(`${CONTROL}/sunset`, { body: { like: "openai" } });
  await assert.rejects(client.beta.threads.create(), OpenAI.NotFoundError);
  await client.post(`${CONTROL}/sunset`, { body: { like: "azure" } });
  await assert.rejects(client.beta.threads.create(), { status: 410, code: "assistants_api_deprecated" });
  await client.delete(`${CONTROL}/sunset`);
  assert.match((await client.beta.threads.create()).id, /^thread_/);
});
