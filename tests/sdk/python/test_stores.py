"""Vector stores and their files: made, read, changed, listed, deleted."""

import io
import unittest
import zipfile

import openai
from drinks import COCOA, COFFEE, TEA, counts
from judge import Judge

NO_COUNTS = {"in_progress": 0, "completed": 0, "failed": 0, "cancelled": 0, "total": 0}
DAY = 86_400


def word_document(*paragraphs):
    """The bytes of a .docx file."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return file.getvalue()


class Stores(Judge):
    def setUp(self):
        super().setUp()
        self.need(self.stores.list)

    def test_an_empty_store(self):
        made = self.stores.create()
        self.assertRegex(made.id, r"^vs_[0-9a-f]{32}$")
        self.assertEqual((made.object, made.status, made.usage_bytes), ("vector_store", "completed", 0))
        self.assertEqual(made.file_counts.to_dict(), NO_COUNTS)
        self.assertEqual((made.name, made.metadata), ("", {}))
        self.assertEqual((made.expires_after, made.expires_at), (None, None))
        self.assertEqual(made.last_active_at, made.created_at)
        self.assert_valid(made)
        self.assertEqual(self.stores.retrieve(made.id).to_dict(), made.to_dict())
        self.assertEqual(list(self.stores.files.list(made.id)), [])

    def test_a_life(self):
        week = {"anchor": "last_active_at", "days": 7}
        made = self.stores.create(name="Drinks ☕", expires_after=week, metadata={"team": "blue"})
        self.assertEqual((made.name, made.metadata), ("Drinks ☕", {"team": "blue"}))
        self.assertEqual(made.expires_after.to_dict(), week)
        self.assertEqual(made.expires_at, made.last_active_at + 7 * DAY)
        self.assert_valid(made)

        changed = self.stores.update(made.id, name="Hot drinks", metadata={"team": "red", "n": "1"})
        self.assertEqual((changed.name, changed.metadata), ("Hot drinks", {"team": "red", "n": "1"}))
        self.assertEqual(changed.expires_after.to_dict(), week, "what is not named stays")
        changed = self.stores.update(made.id, expires_after={"anchor": "last_active_at", "days": 30})
        self.assertEqual(changed.expires_at, changed.last_active_at + 30 * DAY)
        changed = self.stores.update(made.id, expires_after=None)
        self.assertEqual((changed.expires_after, changed.expires_at), (None, None))
        self.assertEqual(self.stores.retrieve(made.id).name, "Hot drinks")

        gone = self.stores.delete(made.id)
        self.assertEqual((gone.id, gone.object, gone.deleted), (made.id, "vector_store.deleted", True))
        self.assert_valid(gone)
        text = f"No vector store found with id '{made.id}'."
        for call in (self.stores.retrieve, self.stores.update, self.stores.delete, self.stores.files.list):
            with self.subTest(call.__name__):
                self.refused(openai.NotFoundError, text, call, made.id)
        self.assertEqual(list(self.stores.list()), [])

    def test_made_with_files(self):
        files = [self.upload("coffee.txt", COFFEE), self.upload("tea.txt", TEA)]
        made = self.stores.create(name="Drinks", file_ids=files)
        self.assertEqual((made.status, made.usage_bytes), ("in_progress", 0))
        self.assertEqual(counts(made), {"in_progress": 2, "total": 2})
        seen = self.stores.retrieve(made.id)
        self.assertEqual((seen.status, counts(seen)), ("completed", {"completed": 2, "total": 2}))
        self.assertGreater(seen.usage_bytes, 0)
        self.assertEqual({file.id for file in self.stores.files.list(made.id)}, set(files))

        self.stores.delete(made.id)
        self.assertEqual({file.id for file in self.client.files.list()}, set(files), "the files themselves stay")

    def test_pages_turn_by_themselves(self):
        made = [self.stores.create(name=f"number {n}").id for n in range(5)]
        self.assertEqual([it.id for it in self.stores.list(limit=2)], made[::-1])
        self.assertEqual([it.id for it in self.stores.list(limit=2, order="asc")], made)
        self.assertEqual([it.id for it in self.stores.list(limit=2, order="asc", after=made[1])], made[2:])
        before = self.stores.list(order="asc", before=made[3])
        self.assertEqual([it.id for it in before.data], made[:3])

    def test_a_project_sees_only_its_own(self):
        made = self.stores.create()
        other = self.client.with_options(api_key=self.key() + "-other")
        stores = getattr(other, "vector_stores", None) or other.beta.vector_stores
        self.assertEqual(list(stores.list()), [])
        text = f"No vector store found with id '{made.id}'."
        self.refused(openai.NotFoundError, text, stores.retrieve, made.id)

    def test_refusals(self):
        def refused(text, **settings):
            return self.refused(openai.BadRequestError, text, self.stores.create, extra_body=settings)

        found = refused(
            "Invalid 'expires_after.days': integer below minimum value. Expected a value >= 1, but got 0 instead.",
            expires_after={"anchor": "last_active_at", "days": 0},
        )
        self.assertEqual(found, ("integer_below_min_value", "expires_after.days"))
        found = refused("Unknown parameter: 'surprise'.", surprise=1)
        self.assertEqual(found, ("unknown_parameter", "surprise"))
        found = refused(
            "Invalid 'file_ids': array too long. Expected an array with maximum length 500, "
            "but got an array with length 501 instead.",
            file_ids=["file-" + "a" * 24] * 501,
        )
        self.assertEqual(found, ("array_above_max_length", "file_ids"))
        self.assertEqual(list(self.stores.list()), [], "nothing was made")


class Files(Judge):
    def setUp(self):
        super().setUp()
        self.need(self.stores.list)
        self.home = self.stores.create(name="Drinks")
        self.files = self.stores.files

    def add(self, name, text, **settings):
        file = self.upload(name, text)
        self.files.create(self.home.id, file_id=file, extra_body=settings)
        return self.files.retrieve(file, vector_store_id=self.home.id)

    def test_created_then_polled(self):
        file = self.upload("coffee.txt", COFFEE)
        made = self.files.create(self.home.id, file_id=file)
        self.assertEqual((made.id, made.object, made.vector_store_id), (file, "vector_store.file", self.home.id))
        self.assertEqual((made.status, made.usage_bytes, made.last_error), ("in_progress", 0, None))
        self.assert_valid(made)
        seen = self.files.poll(file, vector_store_id=self.home.id)
        self.assertEqual((seen.status, seen.created_at), ("completed", made.created_at))
        self.assertGreater(seen.usage_bytes, 0)
        self.assert_valid(seen)
        home = self.stores.retrieve(self.home.id)
        self.assertEqual((home.status, home.usage_bytes), ("completed", seen.usage_bytes))

    def test_the_helpers(self):
        one = self.files.create_and_poll(self.upload("coffee.txt", COFFEE), vector_store_id=self.home.id)
        two = self.files.upload_and_poll(vector_store_id=self.home.id, file=("tea.txt", TEA.encode()))
        three = self.files.upload(vector_store_id=self.home.id, file=("cocoa.txt", COCOA.encode()))
        self.assertEqual([one.status, two.status, three.status], ["completed", "completed", "in_progress"])
        self.assertEqual({it.id for it in self.files.list(self.home.id)}, {one.id, two.id, three.id})
        self.assertEqual(counts(self.stores.retrieve(self.home.id)), {"completed": 3, "total": 3})

    def test_chunking(self):
        usual = {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}
        small = {"type": "static", "static": {"max_chunk_size_tokens": 200, "chunk_overlap_tokens": 50}}
        for sent, seen in [(None, usual), ({"type": "auto"}, usual), (small, small)]:
            with self.subTest(sent=sent):
                settings = {"chunking_strategy": sent} if sent else {}
                file = self.add("coffee.txt", COFFEE, **settings)
                self.assertEqual(file.to_dict()["chunking_strategy"], seen)
                self.assertEqual(file.status, "completed")
        file = self.upload("tea.txt", TEA)
        for size, overlap in [(99, 10), (4097, 10), (200, 101), (200, -1)]:
            with self.subTest(size=size, overlap=overlap), self.assertRaises(openai.BadRequestError) as caught:
                static = {"max_chunk_size_tokens": size, "chunk_overlap_tokens": overlap}
                body = {"chunking_strategy": {"type": "static", "static": static}}
                self.files.create(self.home.id, file_id=file, extra_body=body)
            self.assertTrue((caught.exception.param or "").startswith("chunking_strategy"), caught.exception.body)

    def test_kinds_of_files(self):
        for name, data in [
            ("tea.md", f"# Tea\n\n{TEA}".encode()),
            ("tea.html", f"<html><body><h1>Tea</h1><p>{TEA}</p></body></html>".encode()),
            ("tea.docx", word_document("Tea", TEA)),
            ("tea.json", b'{"tea": {"green": "Green tea is steamed"}}'),
            ("tea.py", b"def green_tea():\n    return 'Green tea is steamed'\n"),
            ("tea-16.txt", TEA.encode("utf-16")),
        ]:
            with self.subTest(name):
                file = self.files.upload_and_poll(vector_store_id=self.home.id, file=(name, data))
                self.assertEqual((file.status, file.last_error), ("completed", None))
                self.assertGreater(file.usage_bytes, 0)
                if hasattr(self.files, "content"):
                    page = self.files.content(file.id, vector_store_id=self.home.id)
                    self.assertIn("Green tea is steamed", "".join(part.text for part in page))
        for name in ("table.csv", "picture.png"):
            with self.subTest(name):
                file = self.files.upload_and_poll(vector_store_id=self.home.id, file=(name, b"a,b\n1,2\n"))
                self.assertEqual((file.status, file.last_error.code), ("failed", "unsupported_file"))

    def test_a_file_that_cannot_be_read(self):
        broken = self.add("broken.pdf", "This is no PDF at all.")
        self.assertEqual((broken.status, broken.usage_bytes), ("failed", 0))
        self.assertEqual(broken.last_error.code, "invalid_file")
        self.assertTrue(broken.last_error.message)
        fine = self.add("coffee.txt", COFFEE)
        home = self.stores.retrieve(self.home.id)
        self.assertEqual((home.status, counts(home)), ("completed", {"completed": 1, "failed": 1, "total": 2}))

        def ids(status):
            return [it.id for it in self.files.list(self.home.id, filter=status)]

        self.assertEqual(ids("failed"), [broken.id])
        self.assertEqual(ids("completed"), [fine.id])
        self.assertEqual(ids("in_progress") + ids("cancelled"), [])
        self.assertEqual(self.files.poll(broken.id, vector_store_id=self.home.id).status, "failed")

    def test_pages_turn_by_themselves(self):
        made = [self.add(f"{n}.txt", f"Number {n}.").id for n in range(5)]
        self.assertEqual([it.id for it in self.files.list(self.home.id, limit=2)], made[::-1])
        self.assertEqual([it.id for it in self.files.list(self.home.id, limit=2, order="asc")], made)
        after = self.files.list(self.home.id, limit=2, order="asc", after=made[0])
        self.assertEqual([it.id for it in after], made[1:])
        completed = self.files.list(self.home.id, limit=2, filter="completed")
        self.assertEqual([it.id for it in completed], made[::-1])

    def test_deleted(self):
        file, other = self.add("coffee.txt", COFFEE), self.add("tea.txt", TEA)
        gone = self.files.delete(file.id, vector_store_id=self.home.id)
        self.assertEqual((gone.id, gone.object, gone.deleted), (file.id, "vector_store.file.deleted", True))
        self.assert_valid(gone)
        with self.assertRaises(openai.NotFoundError):
            self.files.retrieve(file.id, vector_store_id=self.home.id)
        with self.assertRaises(openai.NotFoundError):
            self.files.delete(file.id, vector_store_id=self.home.id)
        self.assertEqual([it.id for it in self.files.list(self.home.id)], [other.id])
        home = self.stores.retrieve(self.home.id)
        self.assertEqual((counts(home), home.usage_bytes), ({"completed": 1, "total": 1}, other.usage_bytes))
        self.assertEqual(self.client.files.retrieve(file.id).filename, "coffee.txt", "the file itself stays")
        again = self.files.create_and_poll(file.id, vector_store_id=self.home.id)
        self.assertEqual(again.status, "completed", "it can come back")

    def test_unknown_files(self):
        elsewhere = self.stores.create()
        file = self.add("coffee.txt", COFFEE)
        with self.assertRaises(openai.NotFoundError):
            self.files.retrieve(file.id, vector_store_id=elsewhere.id)
        with self.assertRaises(openai.APIStatusError) as caught:
            self.files.create(self.home.id, file_id="file-" + "a" * 24)
        self.assertIn(caught.exception.status_code, (400, 404))
        self.assertEqual(counts(self.stores.retrieve(self.home.id)), {"completed": 1, "total": 1})

    def test_attributes(self):
        file = self.add("coffee.txt", COFFEE, attributes={"kind": "bean", "year": 2023, "hot": True, "share": 0.5})
        self.assertEqual(
            file.to_dict()["attributes"], {"kind": "bean", "year": 2023, "hot": True, "share": 0.5}
        )
        plain = self.add("tea.txt", TEA)
        self.assertEqual(plain.to_dict()["attributes"], {})
        if not hasattr(self.files, "update"):
            self.skipTest("this SDK cannot update a file of a store")
        changed = self.files.update(file.id, vector_store_id=self.home.id, attributes={"kind": "seed"})
        self.assertEqual(changed.attributes, {"kind": "seed"})
        self.assert_valid(changed)
        seen = self.files.retrieve(file.id, vector_store_id=self.home.id)
        self.assertEqual((seen.attributes, seen.status), ({"kind": "seed"}, "completed"))

    def test_content(self):
        if not hasattr(self.files, "content"):
            self.skipTest("this SDK cannot read the content of a file of a store")
        file = self.add("drinks.md", f"# Drinks\n\n{COFFEE}\n{TEA}")
        page = self.files.content(file.id, vector_store_id=self.home.id)
        self.assertEqual({part.type for part in page}, {"text"})
        text = "".join(part.text for part in page)
        self.assertIn(COFFEE.strip(), text)
        self.assertIn(TEA.strip(), text)
        raw = self.files.with_raw_response.content(file.id, vector_store_id=self.home.id).http_response.json()
        self.assertEqual(raw["object"], "vector_store.file_content.page")
        self.assertEqual((raw["has_more"], raw["next_page"]), (False, None))


if __name__ == "__main__":
    unittest.main()
