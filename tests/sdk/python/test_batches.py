"""File batches of vector stores; the same by the asynchronous client."""

import asyncio
import unittest

import openai
from drinks import COCOA, COFFEE, TEA, counts
from judge import Judge


class Batches(Judge):
    def setUp(self):
        super().setUp()
        self.need(self.stores.list)
        self.home = self.stores.create(name="Drinks")
        self.batches = self.stores.file_batches

    def test_created_then_polled(self):
        files = [self.upload("coffee.txt", COFFEE), self.upload("tea.txt", TEA)]
        made = self.batches.create(self.home.id, file_ids=files)
        self.assertRegex(made.id, r"^vsfb_")
        self.assertEqual((made.object, made.vector_store_id), ("vector_store.files_batch", self.home.id))
        self.assertEqual((made.status, counts(made)), ("in_progress", {"in_progress": 2, "total": 2}))
        self.assert_valid(made)
        seen = self.batches.poll(made.id, vector_store_id=self.home.id)
        self.assertEqual((seen.status, counts(seen)), ("completed", {"completed": 2, "total": 2}))
        self.assert_valid(seen)
        self.assertEqual(
            self.batches.retrieve(made.id, vector_store_id=self.home.id).to_dict(), seen.to_dict()
        )
        listed = list(self.batches.list_files(made.id, vector_store_id=self.home.id))
        self.assertEqual({it.id for it in listed}, set(files))
        for file in listed:
            self.assertEqual((file.object, file.status), ("vector_store.file", "completed"))
            self.assert_valid(file)

    def test_upload_and_poll(self):
        old = self.upload("coffee.txt", COFFEE)
        batch = self.batches.upload_and_poll(
            self.home.id,
            files=[("tea.txt", TEA.encode()), ("cocoa.txt", COCOA.encode())],
            file_ids=[old],
            max_concurrency=2,
        )
        self.assertEqual((batch.status, counts(batch)), ("completed", {"completed": 3, "total": 3}))
        names = {self.client.files.retrieve(it.id).filename for it in self.stores.files.list(self.home.id)}
        self.assertEqual(names, {"coffee.txt", "tea.txt", "cocoa.txt"})

    def test_two_batches_share_a_store(self):
        one = self.batches.create_and_poll(self.home.id, file_ids=[self.upload("coffee.txt", COFFEE)])
        two = self.batches.create_and_poll(self.home.id, file_ids=[self.upload("tea.txt", TEA)])
        self.assertNotEqual(one.id, two.id)
        self.assertEqual((one.file_counts.total, two.file_counts.total), (1, 1))
        for batch in (one, two):
            self.assertEqual(len(list(self.batches.list_files(batch.id, vector_store_id=self.home.id))), 1)
        self.assertEqual(counts(self.stores.retrieve(self.home.id)), {"completed": 2, "total": 2})

    def test_some_files_fail(self):
        fine, broken = self.upload("coffee.txt", COFFEE), self.upload("broken.pdf", "no PDF")
        batch = self.batches.create_and_poll(self.home.id, file_ids=[fine, broken])
        self.assertEqual((batch.status, counts(batch)), ("completed", {"completed": 1, "failed": 1, "total": 2}))

        def ids(status):
            files = self.batches.list_files(batch.id, vector_store_id=self.home.id, filter=status)
            return [it.id for it in files]

        self.assertEqual((ids("completed"), ids("failed"), ids("in_progress")), ([fine], [broken], []))

    def test_many_files_page_by_page(self):
        files = [self.upload(f"{n}.txt", f"Number {n}.") for n in range(45)]
        batch = self.batches.create_and_poll(self.home.id, file_ids=files)
        listed = [it.id for it in self.batches.list_files(batch.id, vector_store_id=self.home.id)]
        self.assertEqual(len(listed), 45)
        self.assertEqual(set(listed), set(files))
        first = self.batches.list_files(batch.id, vector_store_id=self.home.id)
        self.assertEqual((len(first.data), first.has_next_page()), (20, True))
        listed = [it.id for it in self.batches.list_files(batch.id, vector_store_id=self.home.id, limit=7)]
        self.assertEqual(set(listed), set(files))

    def test_cancel(self):
        files = [self.upload("coffee.txt", COFFEE), self.upload("tea.txt", TEA)]
        made = self.batches.create(self.home.id, file_ids=files)
        batch = self.batches.cancel(made.id, vector_store_id=self.home.id)
        self.assertIn(batch.status, ("in_progress", "completed", "cancelled"), "it may have been too late")
        self.assert_valid(batch)
        batch = self.batches.poll(made.id, vector_store_id=self.home.id)
        self.assertIn(batch.status, ("completed", "cancelled"))
        self.assertEqual(batch.file_counts.completed + batch.file_counts.cancelled, 2)
        statuses = {it.status for it in self.batches.list_files(made.id, vector_store_id=self.home.id)}
        self.assertLessEqual(statuses, {"completed", "cancelled"})

    def test_cancel_comes_too_late(self):
        batch = self.batches.create_and_poll(self.home.id, file_ids=[self.upload("coffee.txt", COFFEE)])
        late = self.batches.cancel(batch.id, vector_store_id=self.home.id)
        self.assertEqual((late.status, counts(late)), ("completed", {"completed": 1, "total": 1}))

    def test_unknown_batches(self):
        batch = self.batches.create_and_poll(self.home.id, file_ids=[self.upload("coffee.txt", COFFEE)])
        elsewhere = self.stores.create()
        for call in (self.batches.retrieve, self.batches.cancel, self.batches.list_files):
            for batch_id, store_id in [(batch.id, elsewhere.id), ("vsfb_" + "a" * 32, self.home.id)]:
                with self.subTest(call.__name__), self.assertRaises(openai.NotFoundError):
                    call(batch_id, vector_store_id=store_id)

    def test_settings_for_all_or_for_each(self):
        one, two = self.upload("coffee.txt", COFFEE), self.upload("tea.txt", TEA)
        shared = {"chunking_strategy": {"type": "auto"}, "attributes": {"kind": "drink"}}
        made = self.batches.create(self.home.id, file_ids=[one, two], extra_body=shared)
        for file in self.batches.list_files(made.id, vector_store_id=self.home.id):
            seen = self.stores.files.retrieve(file.id, vector_store_id=self.home.id)
            self.assertEqual(seen.to_dict()["attributes"], {"kind": "drink"})
        try:
            made = self.batches.create(
                self.stores.create().id,
                files=[
                    {"file_id": one, "attributes": {"kind": "bean"}},
                    {
                        "file_id": two,
                        "chunking_strategy": {
                            "type": "static",
                            "static": {"max_chunk_size_tokens": 300, "chunk_overlap_tokens": 100},
                        },
                    },
                ],
            )
        except TypeError:
            self.skipTest("this SDK knows no settings for each file")
        store = made.vector_store_id
        seen = [self.stores.files.retrieve(file, vector_store_id=store) for file in (one, two)]
        self.assertEqual([it.attributes for it in seen], [{"kind": "bean"}, {}])
        self.assertEqual([it.chunking_strategy.static.max_chunk_size_tokens for it in seen], [800, 300])


class Async(Judge):
    def setUp(self):
        super().setUp()
        self.need(self.stores.list)

    def test_the_helpers(self):
        asyncio.run(self.fill())
        [store] = self.stores.list()
        self.assertEqual((store.name, counts(store)), ("Drinks", {"completed": 3, "total": 3}))

    async def fill(self):
        async with openai.AsyncOpenAI(api_key=self.key(), max_retries=0, timeout=30) as client:
            stores = getattr(client, "vector_stores", None) or client.beta.vector_stores
            home = await stores.create(name="Drinks")
            texts = [("coffee.txt", COFFEE.encode()), ("tea.txt", TEA.encode())]
            batch = await stores.file_batches.upload_and_poll(home.id, files=texts)
            self.assertEqual((batch.status, counts(batch)), ("completed", {"completed": 2, "total": 2}))
            cocoa = await client.files.create(file=("cocoa.txt", COCOA.encode()), purpose="assistants")
            file = await stores.files.create_and_poll(cocoa.id, vector_store_id=home.id)
            self.assertEqual(file.status, "completed")
            ids = [it.id async for it in stores.files.list(home.id, limit=1)]
            self.assertEqual(len(set(ids)), 3)


if __name__ == "__main__":
    unittest.main()
