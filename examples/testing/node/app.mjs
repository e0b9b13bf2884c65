// The program under test: a shop's support bot, written for OpenAI's API. It knows nothing of understage.

import { APIError, toFile } from "openai";

export const SORRY = "Sorry, that did not work. Please ask again.";
// It costs nothing once nobody has asked for a week.
const WEEK = { anchor: "last_active_at", days: 7 };

function describe(name, description) {
  const parameters = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
  return { type: "function", function: { name, description, parameters } };
}

const TOOLS = [describe("find_order", "Looks an order up."), describe("refund_order", "Gives the money back.")];

// One conversation with a customer. `orders` are the shop's orders by their numbers.
export class SupportBot {
  static async open(client, orders) {
    const bot = new SupportBot();
    Object.assign(bot, { client, orders, runs: client.beta.threads.runs });
    bot.assistant = await client.beta.assistants.create({ model: "gpt-4o", name: "Support bot", tools: TOOLS });
    bot.thread = await client.beta.threads.create();
    return bot;
  }

  // Answers a question, and does what the answer takes.
  async ask(question) {
    await this.post(question);
    return this.finish(await this.runs.createAndPoll(this.thread.id, { assistant_id: this.assistant.id }));
  }

  // Answers while the answer is being written, and hands each piece of it to `show`.
  async tell(question, show) {
    await this.post(question);
    let run;
    let shown = "";
    try {
      const body = { assistant_id: this.assistant.id, stream: true };
      for await (const event of await this.runs.create(this.thread.id, body)) {
        if (event.data.object === "thread.run") run = event.data;
        if (event.event !== "thread.message.delta") continue;
        const piece = event.data.delta.content[0].text.value;
        shown += piece;
        show(piece);
      }
    } catch (error) {
      if (!run) throw error;
      // The stream is gone, but the run goes on: wait for its end, and show the rest.
      run = await this.runs.poll(run.id, { thread_id: this.thread.id });
    }
    const rest = (await this.finish(run)).slice(shown.length);
    if (rest) show(rest);
  }

  async post(question) {
    if (this.store && (await this.client.vectorStores.retrieve(this.store.id)).status === "expired") {
      await this.openHandbook();
    }
    await this.client.beta.threads.messages.create(this.thread.id, { role: "user", content: question });
  }

  async finish(run) {
    while (run.status === "requires_action") {
      const calls = run.required_action.submit_tool_outputs.tool_calls;
      const outputs = calls.map(async (call) => ({
        tool_call_id: call.id,
        output: JSON.stringify(await this.carryOut(call)),
      }));
      const body = { thread_id: run.thread_id, tool_outputs: await Promise.all(outputs) };
      try {
        run = await this.runs.submitToolOutputsAndPoll(run.id, body);
      } catch (error) {
        if (!(error instanceof APIError && error.status === 400)) throw error;
        // We were too slow.
        run = await this.runs.retrieve(run.id, { thread_id: run.thread_id });
        break;
      }
    }
    if (run.status !== "completed") {
      console.warn(`${run.id} is ${run.status}: ${run.last_error?.message}`);
      return SORRY;
    }
    const page = await this.client.beta.threads.messages.list(run.thread_id, { run_id: run.id });
    const [part] = page.data[0].content;
    return part.type === "text" ? part.text.value : part.refusal;
  }

  async carryOut(call) {
    const order = this.orders[JSON.parse(call.function.arguments).id];
    if (!order) return { error: "There is no such order." };
    if (call.function.name === "refund_order") order.status = "refunded";
    return order;
  }

  // Answers from this text, too.
  async readHandbook(name, text) {
    this.handbook = await this.client.files.create({
      file: await toFile(Buffer.from(text), name),
      purpose: "assistants",
    });
    await this.openHandbook();
  }

  async openHandbook() {
    this.store = await this.client.vectorStores.create({ name: "Handbook", expires_after: WEEK });
    await this.client.vectorStores.files.createAndPoll(this.store.id, { file_id: this.handbook.id });
    await this.client.beta.assistants.update(this.assistant.id, {
      tools: [...TOOLS, { type: "file_search" }],
      tool_resources: { file_search: { vector_store_ids: [this.store.id] } },
    });
  }

  // Leaves nothing behind.
  async close() {
    await this.client.beta.threads.delete(this.thread.id);
    await this.client.beta.assistants.delete(this.assistant.id);
    if (!this.store) return;
    await this.client.vectorStores.delete(this.store.id);
    await this.client.files.delete(this.handbook.id);
  }
}
