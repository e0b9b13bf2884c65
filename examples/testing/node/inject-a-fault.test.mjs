// Inject a fault: refusals, lost answers and broken streams, for as many requests as you like or for a single one.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { open, prepare } from "./understage.mjs";

const LIMIT = { status: 429, code: "rate_limit_exceeded", retry_after_ms: 1 };
const RUNS = { method: "POST", path: "/v1/threads/*/runs" };

test("the SDK tries again when the limit is reached", async (t) => {
  const { bot, understage } = await prepare(t);
  await understage.fault({ ...RUNS, first: 2, reply: LIMIT });
  assert.equal(await bot.ask("Where is order 20417?"), "Order 20417 is on its way.");
  assert.equal((await understage.get("faults")).faults[0].played, 2);
});

test("it does not try for ever", async (t) => {
  const { bot, understage } = await prepare(t);
  await understage.fault({ ...RUNS, every: 1, reply: LIMIT });
  await assert.rejects(bot.ask("Where is order 20417?"), OpenAI.RateLimitError);
});

test("a stream that breaks is finished by polling", async (t) => {
  const { bot, understage } = await prepare(t);
  await understage.fault({ ...RUNS, cut: { after: 8 } });
  const pieces = [];
  await bot.tell("What are your opening hours?", (piece) => pieces.push(piece));
  // One piece came with the stream, the rest when the run was over.
  assert.deepEqual(pieces, ["We are open ", "from nine to five."]);
});

test("a header strikes a single request", async (t) => {
  const { threads } = open(t.name).client.beta;
  const headers = { "X-Understage-Fault": "503" };
  await assert.rejects(threads.create({}, { headers, maxRetries: 0 }), OpenAI.InternalServerError);
  // With `tries=1` the SDK's second try goes through.
  const once = { "X-Understage-Fault": "503; retry_after_ms=1; tries=1" };
  assert.ok((await threads.create({}, { headers: once })).id);
});

test("an answer that is lost", async (t) => {
  const { client, understage } = open(t.name);
  await understage.fault({ method: "POST", path: "/v1/threads", cut: {} });
  await assert.rejects(client.beta.threads.create({}, { maxRetries: 0 }), OpenAI.APIConnectionError);
  // What was asked for has been done all the same: somebody has to clean it up.
  assert.equal((await understage.get("leaks")).threads.count, 1);
});
