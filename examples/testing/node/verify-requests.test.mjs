// Verify requests: what the program has sent, what came of it, and what it has left behind.

import assert from "node:assert/strict";
import { test } from "node:test";
import { prepare } from "./understage.mjs";

test("what was sent", async (t) => {
  const { bot, understage } = await prepare(t);
  await bot.ask("Where is order 20417?");
  const [message] = await understage.requests({ method: "POST", path: "/v1/threads/*/messages" });
  assert.deepEqual(message.request, { role: "user", content: "Where is order 20417?" });
  const [outputs] = await understage.requests({ path: "/v1/threads/*/runs/*/submit_tool_outputs" });
  assert.equal(JSON.parse(outputs.request.tool_outputs[0].output).status, "on its way");
});

test("no request was refused", async (t) => {
  const { bot, understage } = await prepare(t);
  await bot.ask("Where is order 20417?");
  assert.deepEqual(await understage.requests({ status: "4xx" }), []);
});

test("which scenario a run has played", async (t) => {
  const { bot, understage } = await prepare(t);
  await bot.ask("Where is order 20417?");
  await bot.ask("Where is my order?");
  const [first, second] = await understage.requests({ operation: "createRun" });
  assert.equal(first.run.scenario, "where");
  // None was for the second. The near misses say why.
  assert.equal(second.run.scenario, null);
  assert.ok(second.run.misses.some((miss) => miss.includes("where") && miss.includes("Where is my order?")));
});

test("tries are counted", async (t) => {
  const { bot, understage } = await prepare(t);
  await understage.fault({ path: "/v1/threads/*/runs", reply: { status: 503, retry_after_ms: 1 } });
  await bot.ask("What are your opening hours?");
  const tries = await understage.requests({ method: "POST", path: "/v1/threads/*/runs" });
  assert.deepEqual(tries.map((request) => request.status), [503, 200]);
});

test("nothing is left behind", async (t) => {
  const { bot, understage } = await prepare(t);
  await bot.readHandbook("handbook.txt", "You have thirty days to return what you bought.");
  await bot.ask("Can I send it back?");
  await bot.close();
  const leaks = Object.entries(await understage.get("leaks"));
  assert.deepEqual(leaks.filter(([, left]) => left.count), []);
});
