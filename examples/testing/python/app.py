"""The program under test: a shop's support bot, written for OpenAI's API. It knows nothing of understage."""

import json
import logging
import warnings

import openai

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

SORRY = "Sorry, that did not work. Please ask again."


def function(name, description):
    parameters = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


class SupportBot:
    """One conversation with a customer. `orders` are the shop's orders by their numbers."""

    def __init__(self, client, orders):
        self.client, self.orders = client, orders
        self.runs, self.messages = client.beta.threads.runs, client.beta.threads.messages
        # The newest SDKs no longer keep vector stores under `beta`.
        self.stores = getattr(client, "vector_stores", None) or client.beta.vector_stores
        self.handbook = self.store = None
        self.tools = [function("find_order", "Looks an order up."), function("refund_order", "Gives the money back.")]
        self.assistant = client.beta.assistants.create(model="gpt-4o", name="Support bot", tools=self.tools)
        self.thread = client.beta.threads.create()
        self.work = {"thread_id": self.thread.id, "assistant_id": self.assistant.id}

    def ask(self, question):
        """Answers a question, and does what the answer takes."""
        self.post(question)
        return self.finish(self.runs.create_and_poll(**self.work))

    def tell(self, question, show):
        """Answers while the answer is being written, and hands each piece of it to `show`."""
        self.post(question)
        run, shown = None, ""
        try:
            for event in self.runs.create(**self.work, stream=True):
                if event.event.startswith("thread.run.") and not event.event.startswith("thread.run.step."):
                    run = event.data
                elif event.event == "thread.message.delta":
                    shown += event.data.delta.content[0].text.value
                    show(event.data.delta.content[0].text.value)
        except Exception:  # of which class depends on the SDK's version and its HTTP client
            if run is None:
                raise
            # The stream is gone, but the run goes on: wait for its end, and show the rest.
            run = self.runs.poll(run.id, thread_id=self.thread.id)
        rest = self.finish(run)[len(shown) :]
        if rest:
            show(rest)

    def post(self, question):
        if self.store and self.stores.retrieve(self.store.id).status == "expired":
            self.open_handbook()
        self.messages.create(self.thread.id, role="user", content=question)

    def finish(self, run):
        while run.status == "requires_action":
            calls = run.required_action.submit_tool_outputs.tool_calls
            outputs = [{"tool_call_id": call.id, "output": json.dumps(self.carry_out(call))} for call in calls]
            try:
                run = self.runs.submit_tool_outputs_and_poll(
                    run_id=run.id, thread_id=run.thread_id, tool_outputs=outputs
                )
            except openai.BadRequestError:  # we were too slow
                run = self.runs.retrieve(run.id, thread_id=run.thread_id)
                break
        if run.status != "completed":
            logging.warning("%s is %s: %s", run.id, run.status, run.last_error)
            return SORRY
        [reply] = self.messages.list(run.thread_id, run_id=run.id).data
        part = reply.content[0]
        return part.text.value if part.type == "text" else part.refusal

    def carry_out(self, call):
        order = self.orders.get(json.loads(call.function.arguments)["id"])
        if order is None:
            return {"error": "There is no such order."}
        if call.function.name == "refund_order":
            order["status"] = "refunded"
        return order

    def read_handbook(self, name, text):
        """Answers from this text, too."""
        self.handbook = self.client.files.create(file=(name, text.encode()), purpose="assistants")
        self.open_handbook()

    def open_handbook(self):
        # It costs nothing once nobody has asked for a week.
        week = {"anchor": "last_active_at", "days": 7}
        self.store = self.stores.create(name="Handbook", expires_after=week)
        self.stores.files.create_and_poll(self.handbook.id, vector_store_id=self.store.id)
        self.client.beta.assistants.update(
            self.assistant.id,
            tools=[*self.tools, {"type": "file_search"}],
            tool_resources={"file_search": {"vector_store_ids": [self.store.id]}},
        )

    def close(self):
        """Leaves nothing behind."""
        self.client.beta.threads.delete(self.thread.id)
        self.client.beta.assistants.delete(self.assistant.id)
        if self.store:
            self.stores.delete(self.store.id)
            self.client.files.delete(self.handbook.id)
