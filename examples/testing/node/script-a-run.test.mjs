// Script a run: what the model says and calls stands in a scenario file, or is pushed by the test that needs it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SORRY } from "./app.mjs";
import { prepare } from "./understage.mjs";

test("a scenario file calls your functions", async (t) => {
  const { bot, orders } = await prepare(t);
  assert.equal(await bot.ask("Please refund order 20417."), "Your espresso machine is refunded.");
  assert.equal(orders[20417].status, "refunded");
});

test("the reply follows what your functions return", async (t) => {
  const { bot } = await prepare(t);
  assert.equal(await bot.ask("Where is order 20417?"), "Order 20417 is on its way.");
  assert.equal(await bot.ask("Where is order 999?"), "Order 999 is not in our books.");
});

test("a stream comes in the pieces of the script", async (t) => {
  const { bot } = await prepare(t);
  const pieces = [];
  await bot.tell("What are your opening hours?", (piece) => pieces.push(piece));
  assert.deepEqual(pieces, ["We are open ", "from nine ", "to five."]);
});

test("one run is scripted by the test", async (t) => {
  const { bot, understage } = await prepare(t);
  await understage.script({ refuse: "I can't help with that." });
  assert.equal(await bot.ask("Where is order 20417?"), "I can't help with that.");
  // It was for one run. The next is played by the file again.
  assert.equal(await bot.ask("Where is order 20417?"), "Order 20417 is on its way.");
});

test("ends that are hard to come by", async (t) => {
  const { bot, understage } = await prepare(t);
  const ends = [
    { fail: { code: "rate_limit_exceeded", message: "Slow down." } },
    { incomplete: "max_completion_tokens" },
    "expire",
  ];
  for (const end of ends) {
    await understage.script({ say: { text: "Let me see", open: true } }, end);
    assert.equal(await bot.ask("Where is order 20417?"), SORRY);
  }
});
