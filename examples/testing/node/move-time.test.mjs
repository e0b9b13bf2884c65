// Move time: what takes minutes or weeks happens at once. Nothing sleeps, and each test has a clock of its own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SORRY, SupportBot } from "./app.mjs";
import { open, prepare } from "./understage.mjs";

const HANDBOOK = "You have thirty days to return what you bought.";
const NEW_YEAR = 1_767_225_600;

test("a run expires while the program works", async (t) => {
  const { bot, understage } = await prepare(t);
  // The shop takes ten minutes to look an order up: so long a run waits, and no longer.
  bot.carryOut = async (call) => {
    await understage.advance("10m");
    return SupportBot.prototype.carryOut.call(bot, call);
  };
  assert.equal(await bot.ask("Where is order 20417?"), SORRY);
  const [run] = (await bot.runs.list(bot.thread.id)).data;
  assert.equal(run.status, "expired");
});

test("a vector store expires when nobody asks", async (t) => {
  const { bot, understage } = await prepare(t);
  const ask = async () => assert.ok((await bot.ask("Can I send it back?")).startsWith(HANDBOOK));
  await bot.readHandbook("handbook.txt", HANDBOOK);
  await ask();
  const first = bot.store.id;
  await understage.advance("6d");
  await ask();
  assert.equal(bot.store.id, first);
  await understage.advance("7d");
  // It has expired; the bot makes another of the same file.
  await ask();
  assert.notEqual(bot.store.id, first);
});

test("a clock that stands still", async (t) => {
  const { client, understage } = open(t.name);
  const create = async () => (await client.beta.threads.create()).created_at - NEW_YEAR;
  await understage.post("clock", { freeze: NEW_YEAR });
  assert.deepEqual([await create(), await create()], [0, 0]);
  await understage.advance(90);
  assert.equal(await create(), 90);
});
