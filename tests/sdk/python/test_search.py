"""File search: runs that look into vector stores, what their steps and streams tell, and citations in the reply."""

import unittest

from judge import FILE_SEARCH, VERSION
from searching import CONTENT, EVENTS, FOODS, QUESTION, RANKING, Searching


class Search(Searching):
    def setUp(self):
        super().setUp()
        self.foods = self.store(favorite_foods=FOODS)

    def streamed(self, **settings):
        return self.stream(self.searcher(self.foods), self.thread(QUESTION), **settings)

    def test_a_cited_answer(self):
        run, recorder = self.streamed()
        self.assertEqual([call.type for call in recorder.tool_calls], ["file_search"])
        for event in recorder.events:
            self.assert_valid(event)
        text = self.text(run)
        self.assertIn("tomato soup", text.value)
        self.assertEqual(text.value, recorder.text)
        self.assertEqual(self.cited(text), {"favorite_foods.txt"})
        gathered = recorder.messages_done[-1].content[0].text
        self.assertEqual(gathered.to_dict(), text.to_dict())

    def test_events_in_order(self):
        _, recorder = self.streamed()
        self.assertEqual(recorder.names, EVENTS)
        self.assertEqual((recorder.failures, recorder.ended), ([], 1))
        self.assertEqual((recorder.texts_created, recorder.texts_done), (1, 1))
        kinds = [step.type for step in recorder.steps_done]
        self.assertEqual(kinds, ["tool_calls", "message_creation"])

    def test_the_step_as_it_streams(self):
        run, recorder = self.streamed()
        created, started, delta, done = (
            [event.data.to_dict() for event in recorder.events if event.event == f"thread.run.step.{name}"][0]
            for name in ("created", "in_progress", "delta", "completed")
        )
        for step in (created, started):
            self.assertEqual(step["step_details"], {"type": "tool_calls", "tool_calls": []})
        [call] = delta["delta"]["step_details"]["tool_calls"]
        self.assertRegex(call["id"], r"^call_[A-Za-z0-9]{24}$")
        expected = {"ranking_options": RANKING, "results": []}
        self.assertEqual(call, {"index": 0, "id": call["id"], "type": "file_search", "file_search": expected})
        [call_done] = done["step_details"]["tool_calls"]
        self.assertEqual((call_done["id"], call_done["type"]), (call["id"], "file_search"))
        self.assertEqual([it["file_name"] for it in call_done["file_search"]["results"]], ["favorite_foods.txt"])
        self.assertEqual([it["id"] for it in self.calls(run)], [call["id"]])

    def test_citations_as_they_stream(self):
        run, recorder = self.streamed()
        value, marks = "", []
        for event in recorder.events:
            if event.event == "thread.message.delta":
                part = event.data.to_dict()["delta"]["content"][0]["text"]
                for note in part.get("annotations") or []:
                    self.assertEqual(part["value"], note["text"], "a mark comes in one piece")
                    self.assertEqual((note["index"], note["start_index"]), (len(marks), len(value)))
                    self.assertEqual(note["end_index"], len(value) + len(note["text"]))
                    self.assertEqual(note["file_citation"]["quote"], "")
                    marks.append((note["text"], note["start_index"], note["file_citation"]["file_id"]))
                value += part.get("value", "")
        notes = self.text(run).annotations
        self.assertTrue(marks)
        self.assertEqual(marks, [(it.text, it.start_index, it.file_citation.file_id) for it in notes])

    def test_steps_with_what_was_found(self):
        run, _ = self.streamed()
        [call] = self.calls(run)
        self.assertEqual(call["file_search"]["ranking_options"], RANKING)
        for result in self.results(run):
            self.assertEqual(result["file_name"], "favorite_foods.txt")
            self.assertTrue(0 <= result["score"] <= 1)
            self.assertNotIn("content", result)
        with_content = {"extra_query": {"include[]": CONTENT}}
        found = "".join(part["text"] for it in self.results(run, **with_content) for part in it["content"])
        self.assertIn("tomato soup", found)

        step = self.steps(run)[0]
        steps = self.client.beta.threads.runs.steps
        ids = {"thread_id": run.thread_id, "run_id": run.id}
        plain = steps.retrieve(step.id, **ids).to_dict()
        self.assertNotIn("content", plain["step_details"]["tool_calls"][0]["file_search"]["results"][0])
        full = steps.retrieve(step.id, **ids, **with_content)
        [result] = full.to_dict()["step_details"]["tool_calls"][0]["file_search"]["results"]
        self.assertEqual(result["content"], [{"type": "text", "text": found}])
        self.assert_valid(full)
        if VERSION > (1, 50):
            self.assertEqual(steps.retrieve(step.id, **ids, include=[CONTENT]).to_dict(), full.to_dict())
            listed = steps.list(run.id, thread_id=run.thread_id, order="asc", include=[CONTENT])
            self.assertEqual(listed.data[0].to_dict(), full.to_dict())

    def test_a_stream_that_tells_what_was_found(self):
        _, recorder = self.streamed(extra_query={"include[]": CONTENT})
        step = recorder.steps_done[0].to_dict()
        [result] = step["step_details"]["tool_calls"][0]["file_search"]["results"]
        self.assertIn("tomato soup", result["content"][0]["text"])

    def test_usage_adds_up(self):
        run, _ = self.streamed()
        used = [step.usage for step in self.steps(run)]
        for name in ("prompt_tokens", "completion_tokens", "total_tokens"):
            total = sum(getattr(it, name) for it in used)
            self.assertEqual(getattr(run.usage, name), total, name)
        self.assertGreater(used[1].prompt_tokens, used[0].prompt_tokens, "what was found counts")

    def test_settings_of_the_tool(self):
        tool = {
            "type": "file_search",
            "file_search": {"max_num_results": 1, "ranking_options": {"ranker": "auto", "score_threshold": 0.0}},
        }
        store = self.store(red="The red team likes tomato soup.", blue="The blue team likes pancakes.")
        assistant = self.searcher(store, tools=[tool])
        seen = assistant.to_dict()["tools"][0]["file_search"]
        self.assertEqual((seen["max_num_results"], seen["ranking_options"]["ranker"]), (1, "auto"))
        run = self.ask(assistant, self.thread(QUESTION))
        self.assertEqual([it["file_name"] for it in self.results(run)], ["red.txt"])

    def test_tool_choice(self):
        assistant = self.searcher(self.foods)
        run = self.ask(assistant, self.thread(QUESTION), tool_choice="none")
        self.assertEqual((self.calls(run), self.text(run).annotations), ([], []))
        run = self.ask(assistant, self.thread("Hello!"), tool_choice=FILE_SEARCH)
        self.assertEqual([call["type"] for call in self.calls(run)], ["file_search"])

    def test_the_run_brings_the_tool(self):
        assistant = self.searcher(self.foods, tools=[])
        run = self.ask(assistant, self.thread(QUESTION))
        self.assertEqual(self.calls(run), [])
        run = self.ask(assistant, self.thread(QUESTION), tools=[FILE_SEARCH])
        self.assertIn("tomato soup", self.text(run).value)

    def test_a_search_is_use_of_the_store(self):
        before = self.stores.retrieve(self.foods.id)
        self.ask(self.searcher(self.foods), self.thread(QUESTION))
        after = self.stores.retrieve(self.foods.id)
        self.assertGreaterEqual(after.last_active_at, before.last_active_at)

    def test_without_any_store(self):
        run = self.ask(self.searcher(), self.thread(QUESTION))
        text = self.text(run)
        self.assertTrue(text.value)
        self.assertEqual((text.annotations, self.results(run)), ([], []))

    def test_after_the_file_is_gone(self):
        assistant = self.searcher(self.foods)
        [file] = self.stores.files.list(self.foods.id)
        self.stores.files.delete(file.id, vector_store_id=self.foods.id)
        run = self.ask(assistant, self.thread(QUESTION))
        self.assertNotIn("tomato soup", self.text(run).value)

    def test_marks_among_characters_outside_the_basic_plane(self):
        store = self.store(emoji="The 🦊 team likes 🍅 soup 𝔴𝔦𝔱𝔥 basil, and 𠮷野家 rice bowls 🍚 after a match 🏆.\n")
        run = self.ask(self.searcher(store), self.thread("Which soup does the 🦊 team like?"))
        text = self.text(run)
        self.assertIn("🍅", text.value)
        self.assertEqual(self.cited(text), {"emoji.txt"})

    def test_other_scripts(self):
        store = self.store(
            zh="公司成立于1987年，总部位于上海。\n截至2023年10月底，公司共有42318名员工。\n主要产品是手表和助听器。\n",
            ja="返品は到着後30日以内に可能です。送料は無料です。\n",
            ru="Библиотека открыта с девяти утра. Читательский билет стоит сто рублей.\n",
            de="Der Umsatz betrug 612 Millionen Euro. Die Kündigungsfrist beträgt drei Monate.\n",
        )
        assistant = self.searcher(store)
        for question, fact, name in [
            ("2023年10月底公司有多少员工？", "42318", "zh.txt"),
            ("返品は何日以内に可能ですか。", "30日以内", "ja.txt"),
            ("Сколько стоит читательский билет?", "сто рублей", "ru.txt"),
            ("Wie lang ist die Kündigungsfrist?", "drei Monate", "de.txt"),
        ]:
            with self.subTest(question):
                text = self.text(self.ask(assistant, self.thread(question)))
                self.assertIn(fact, text.value)
                self.assertEqual(self.cited(text), {name})

    def test_a_name_in_another_script(self):
        file = self.upload("Lieblingsessen – 食べ物.txt", FOODS)
        store = self.stores.create(file_ids=[file])
        run = self.ask(self.searcher(store), self.thread(QUESTION))
        self.assertEqual(self.cited(self.text(run)), {"Lieblingsessen – 食べ物.txt"})

    def test_a_second_question(self):
        assistant, thread = self.searcher(self.foods), self.thread(QUESTION)
        self.ask(assistant, thread)
        self.client.beta.threads.messages.create(
            thread.id, role="user", content="And which does the green team like?"
        )
        run = self.ask(assistant, thread)
        text = self.text(run)
        self.assertIn("rice with beans", text.value)
        self.assertNotIn("tomato soup", text.value)


if __name__ == "__main__":
    unittest.main()
