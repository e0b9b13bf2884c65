"""The examples that search files: the financial analyst, the support bot, the store that moves."""

import contextlib
import io
import unittest

import financial_analyst
import reattach
import support_bot
from searching import EVENTS, Searching


class Analyst(Searching):
    """The financial analyst of the examples."""

    def setUp(self):
        super().setUp()
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.analyst = financial_analyst.create_assistant(self.client)
        self.assertEqual(said.getvalue(), "completed: 2 of 2 files\n")

    def check(self, message):
        value, citations = financial_analyst.footnotes(self.client, message)
        self.assertIn("42,318,905", value)
        self.assertIn("[0]", value)
        self.assertNotIn("†", value)
        self.assertEqual(citations[0], "[0] calderane-10k.txt")

    def test_the_new_report(self):
        thread = financial_analyst.create_thread(self.client)
        [store] = thread.tool_resources.file_search.vector_store_ids
        self.assertEqual(self.stores.retrieve(store).file_counts.total, 1)
        run = self.ask(self.analyst, thread)
        self.text(run)
        self.check(self.reply(run))

    def test_streamed(self):
        run, recorder = self.stream(
            self.analyst, financial_analyst.create_thread(self.client), instructions="Address the user as Jane Doe."
        )
        self.assertEqual(recorder.names, EVENTS)
        [message] = recorder.messages_done
        self.check(message)
        self.check(self.reply(run))

    def test_the_example_prints_footnotes(self):
        thread = financial_analyst.create_thread(self.client)
        with (
            contextlib.redirect_stdout(io.StringIO()) as said,
            self.client.beta.threads.runs.stream(
                thread_id=thread.id,
                assistant_id=self.analyst.id,
                event_handler=financial_analyst.Printer(self.client),
            ) as stream,
        ):
            stream.until_done()
        self.assertIn("assistant > file_search\n", said.getvalue())
        self.assertIn("42,318,905", said.getvalue())
        self.assertIn("\n[0] calderane-10k.txt\n", said.getvalue())

    def test_in_other_words(self):
        for question in [
            "How many shares of CADV were outstanding at the end of of October 2023?",
            "As of October 27, 2023, how many shares of the registrant's common stock were outstanding?",
            "what's the number of outstanding shares of calderane devices as of october 2023",
        ]:
            with self.subTest(question):
                run = self.ask(self.analyst, financial_analyst.create_thread(self.client, question))
                self.check(self.reply(run))

    def test_facts_of_the_known_reports(self):
        for question, fact, name in [
            ("What was Quillmere's revenue from Field Services in 2023?", "106.6", "quillmere-10k.pdf"),
            ("When did Quillmere buy Tidewell Analytics?", "4 August 2023", "quillmere-10k.pdf"),
            ("How large is the deficit of the scheme that closed in 2012?", "14.8 million", "quillmere-10k.pdf"),
            ("How many people did Tessarine employ at December 31, 2023?", "21,480", "tessarine-10k.txt"),
            ("What will Tessarine pay for the tortilla maker Casa Loriente?", "$130 million", "tessarine-10k.txt"),
            ("How long did the strike at the Marrow Creek bakery last?", "eleven days", "tessarine-10k.txt"),
            ("How many shares of Tessarine were outstanding in February 2024?", "118,240,377", "tessarine-10k.txt"),
        ]:
            with self.subTest(question):
                text = self.text(self.ask(self.analyst, self.thread(question)))
                self.assertIn(fact, " ".join(text.value.split()))
                self.assertIn(name, self.cited(text))


class Support(Searching):
    """The support bot of the examples."""

    def test_each_answer_from_its_place(self):
        assistant = support_bot.create_assistant(self.client)
        thread = support_bot.create_thread(self.client)
        [store] = thread.tool_resources.file_search.vector_store_ids
        self.assertEqual(len(list(self.stores.list())), 2)
        for question, fact, name in zip(
            support_bot.QUESTIONS,
            ["pump draws air", "MO1-773-20981", "five years"],
            ["marlo-manual.md", "order-20417.txt", "warranty.md"],
        ):
            with self.subTest(question):
                answer, names = support_bot.ask(self.client, assistant, thread, question)
                self.assertIn(fact, answer)
                self.assertIn(name, names)
                self.assertNotIn("†", answer)
        self.assertEqual(len(list(self.client.beta.threads.messages.list(thread.id))), 6)
        self.assertEqual([it.status for it in self.stores.files.list(store)], ["completed"])

    def test_text_and_tables_of_a_web_page(self):
        assistant = support_bot.create_assistant(self.client)
        for question, fact in [
            ("Within how many days can I return a machine?", "30 days"),
            ("How many working days does shipping to Portugal take?", "5"),
            ("After how many days do you refund the price?", "10 working days"),
        ]:
            with self.subTest(question):
                thread = support_bot.create_thread(self.client)
                answer, names = support_bot.ask(self.client, assistant, thread, question)
                self.assertIn(fact, " ".join(answer.split()))
                self.assertIn("returns.html", names)
                self.assertNotIn("900", answer, "scripts are no text")
                self.assertNotIn("<", answer)


class Reattach(Searching):
    def test_every_file_moves(self):
        assistant, thread, old = reattach.prepare(self.client, count=205)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            new = reattach.reattach(self.client, thread.id, old.id)
        self.assertEqual(
            said.getvalue().splitlines(),
            ["completed: 100 files", "completed: 100 files", "completed: 5 files"],
        )
        self.assertEqual((new.file_counts.completed, new.file_counts.total), (205, 205))
        self.assertEqual(*({file.id for file in self.stores.files.list(it.id)} for it in (old, new)))
        seen = self.client.beta.threads.retrieve(thread.id)
        self.assertEqual(seen.tool_resources.file_search.vector_store_ids, [new.id])
        self.stores.delete(old.id)
        text = self.text(self.ask(assistant, thread))
        self.assertIn("pink", text.value)
        self.assertIn("locker-117.txt", self.cited(text))


if __name__ == "__main__":
    unittest.main()
