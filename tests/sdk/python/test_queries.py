"""Searches of a vector store without a run: order, scores, limits, filters."""

import unittest

import openai
from drinks import COCOA, COFFEE, TEA
from judge import Judge


class Searches(Judge):
    def setUp(self):
        super().setUp()
        self.need(self.stores.list)
        if not hasattr(self.stores, "search"):
            self.skipTest("this SDK knows no search of its own")
        self.home = self.stores.create(name="Drinks")
        for name, text, attributes in [
            ("coffee.txt", COFFEE, {"kind": "seed", "year": 2021, "hot": True}),
            ("tea.txt", TEA, {"kind": "leaf", "year": 2022, "hot": True}),
            ("cocoa.txt", COCOA, {"kind": "seed", "year": 2023, "hot": False}),
        ]:
            file = self.upload(name, text)
            self.stores.files.create_and_poll(file, vector_store_id=self.home.id, attributes=attributes)

    def names(self, query="What grows on a tree or a bush?", **settings):
        page = self.stores.search(self.home.id, query=query, **settings)
        return [result.filename for result in page]

    def test_the_best_comes_first(self):
        for query, name in [
            ("Which tea is steamed?", "tea.txt"),
            ("How many seeds are in a pod?", "cocoa.txt"),
            ("coffee beans", "coffee.txt"),
        ]:
            with self.subTest(query):
                self.assertEqual(self.names(query)[0], name)

    def test_what_a_result_holds(self):
        page = self.stores.search(self.home.id, query="Which tea is steamed?")
        best = page.data[0]
        self.assert_valid(best)
        self.assertEqual(best.attributes, {"kind": "leaf", "year": 2022, "hot": True})
        self.assertEqual([(part.type, part.text.strip()) for part in best.content], [("text", TEA.strip())])
        self.assertEqual(self.client.files.retrieve(best.file_id).filename, "tea.txt")
        scores = [result.score for result in page]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertTrue(all(0 <= score <= 1 for score in scores), scores)

    def test_the_page_around_it(self):
        raw = self.stores.with_raw_response.search(self.home.id, query="green tea").http_response.json()
        self.assertEqual(raw["object"], "vector_store.search_results.page")
        self.assertEqual(raw["search_query"], ["green tea"])
        self.assertEqual((raw["has_more"], raw["next_page"]), (False, None))

    def test_no_more_than_asked_for(self):
        self.assertEqual(self.names("tea", max_num_results=1), ["tea.txt"])
        with self.assertRaises(openai.BadRequestError) as caught:
            self.names(max_num_results=51)
        self.assertEqual(caught.exception.param, "max_num_results")

    def test_several_queries(self):
        found = self.names(["Which tea is steamed?", "How many seeds are in a pod?"])
        self.assertLessEqual({"tea.txt", "cocoa.txt"}, set(found))
        self.assertEqual(self.names("Which tea is steamed?", rewrite_query=True)[0], "tea.txt")

    def test_a_threshold(self):
        [best, *others] = self.stores.search(self.home.id, query="Which tea is steamed?").data
        for ranker in ("auto", "default-2024-11-15"):
            options = {"ranker": ranker, "score_threshold": best.score * 0.999}
            with self.subTest(ranker):
                self.assertEqual(self.names("Which tea is steamed?", ranking_options=options), ["tea.txt"])
        every = self.names("Which tea is steamed?", ranking_options={"score_threshold": 0})
        self.assertEqual(len(every), 1 + len(others))
        with self.assertRaises(openai.BadRequestError) as caught:
            self.names(ranking_options={"score_threshold": 1.5})
        self.assertEqual(caught.exception.param, "ranking_options.score_threshold")

    def test_filters(self):
        def compare(key, kind, value):
            return {"type": kind, "key": key, "value": value}

        seed, leaf = compare("kind", "eq", "seed"), compare("kind", "eq", "leaf")
        cases = [
            (seed, {"coffee.txt", "cocoa.txt"}),
            (compare("kind", "ne", "seed"), {"tea.txt"}),
            (compare("hot", "eq", True), {"coffee.txt", "tea.txt"}),
            (compare("year", "gt", 2022), {"cocoa.txt"}),
            (compare("year", "gte", 2022), {"tea.txt", "cocoa.txt"}),
            (compare("year", "lt", 2022), {"coffee.txt"}),
            (compare("year", "lte", 2022), {"coffee.txt", "tea.txt"}),
            (compare("year", "in", [2021, 2023]), {"coffee.txt", "cocoa.txt"}),
            (compare("year", "nin", [2021, 2023]), {"tea.txt"}),
            (compare("kind", "eq", "root"), set()),
            ({"type": "and", "filters": [seed, compare("year", "gt", 2021)]}, {"cocoa.txt"}),
            ({"type": "or", "filters": [leaf, compare("year", "gt", 2022)]}, {"tea.txt", "cocoa.txt"}),
            (
                {"type": "and", "filters": [seed, {"type": "or", "filters": [leaf, compare("hot", "eq", True)]}]},
                {"coffee.txt"},
            ),
        ]
        for filters, names in cases:
            with self.subTest(filters):
                found = self.names("coffee beans, tea leaves, cocoa pods", filters=filters)
                self.assertEqual(set(found), names)

    def test_after_a_change(self):
        [tea] = self.stores.search(self.home.id, query="steamed tea", max_num_results=1).data
        self.stores.files.update(tea.file_id, vector_store_id=self.home.id, attributes={"kind": "shrub"})
        shrubs = {"type": "eq", "key": "kind", "value": "shrub"}
        self.assertEqual(self.names("steamed tea", filters=shrubs), ["tea.txt"])
        self.stores.files.delete(tea.file_id, vector_store_id=self.home.id)
        self.assertNotIn("tea.txt", self.names("steamed tea"))

    def test_an_empty_store(self):
        self.assertEqual(self.stores.search(self.stores.create().id, query="tea").data, [])
        with self.assertRaises(openai.NotFoundError):
            self.stores.search("vs_" + "a" * 32, query="tea")


if __name__ == "__main__":
    unittest.main()
