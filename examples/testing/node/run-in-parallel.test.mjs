// Run in parallel: one server for all workers. A key is a project, and no project sees another, its clock or its faults.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SupportBot } from "./app.mjs";
import { open } from "./understage.mjs";

const WORKERS = [0, 1, 2, 3, 4, 5, 6, 7];
const NEW_YEAR = 1_767_225_600;

// Does the work eight times at once, each with a client and a project of its own.
function inParallel(test, work) {
  return Promise.all(WORKERS.map((worker) => work({ worker, ...open(`${test.name} ${worker}`) })));
}

async function converse({ client, worker }) {
  const bot = await SupportBot.open(client, { [worker]: { article: "kettle", status: `with number ${worker}` } });
  return { bot, answer: await bot.ask(`Where is order ${worker}?`) };
}

test("each worker sees its own only", async (t) => {
  const seen = await inParallel(t, async (world) => {
    const { answer } = await converse(world);
    return [answer, (await world.client.beta.assistants.list()).data.length];
  });
  assert.deepEqual(seen, WORKERS.map((worker) => [`Order ${worker} is with number ${worker}.`, 1]));
});

test("faults and clocks are nobody else's", async (t) => {
  const seen = await inParallel(t, async (world) => {
    await world.understage.post("clock", { freeze: NEW_YEAR + world.worker });
    if (world.worker % 2) await world.understage.script({ fail: { message: "On purpose." } });
    const { bot, answer } = await converse(world);
    return [bot.thread.created_at - NEW_YEAR, answer.startsWith("Sorry")];
  });
  assert.deepEqual(seen, WORKERS.map((worker) => [worker, worker % 2 === 1]));
});

test("the same again gives the same ids", async (t) => {
  const seen = await inParallel(t, async (world) => {
    const ids = [];
    for (const _ of ["once", "and again"]) {
      const { bot } = await converse(world);
      const runs = (await bot.runs.list(bot.thread.id)).data;
      ids.push([bot.assistant.id, bot.thread.id, ...runs.map((run) => run.id)]);
      // Empties the project, whose ids begin anew. With `--seed` they are the same on every server.
      await world.understage.post("reset");
    }
    return ids;
  });
  for (const [first, second] of seen) assert.deepEqual(first, second);
});
