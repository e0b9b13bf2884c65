// What the tests share: a client whose project no other test sees, the bot, and understage's control API.

import OpenAI from "openai";
import { SupportBot } from "./app.mjs";

if (!process.env.UNDERSTAGE_URL) throw new Error("Start the tests with: understage exec -s scenarios -- node --test");

// The control API, for the project of one client. Any HTTP client would do; the SDK's own is at hand.
class Understage {
  constructor(client) {
    this.client = client;
  }

  get(path, query = {}) {
    return this.client.get(`${process.env.UNDERSTAGE_URL}/_understage/${path}`, { query });
  }

  post(path, body = {}) {
    return this.client.post(`${process.env.UNDERSTAGE_URL}/_understage/${path}`, { body, maxRetries: 0 });
  }

  // Gives these steps to the next run, whatever it is about.
  script(...steps) {
    return this.post("scenarios?once=true", { scenarios: [{ name: "pushed", steps }] });
  }

  fault(rule) {
    return this.post("faults", { faults: [rule] });
  }

  advance(time) {
    return this.post("clock", { advance: time });
  }

  // The requests of this project that the query asks for, the oldest first.
  async requests(query) {
    return (await this.get("requests", query)).data;
  }
}

// A key of its own is a project of its own: empty at first, and nobody else's.
export function open(name) {
  const apiKey = `sk-test-node-${name}`.replace(/[^A-Za-z0-9]+/g, "-");
  const client = new OpenAI({ apiKey, timeout: 20_000 });
  return { client, understage: new Understage(client) };
}

// All that most tests want.
export async function prepare(test, Bot = SupportBot) {
  const { client, understage } = open(test.name);
  const orders = { 20417: { article: "espresso machine", status: "on its way" } };
  return { client, understage, orders, bot: await Bot.open(client, orders) };
}
