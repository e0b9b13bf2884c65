"""Files: sent, listed, read back byte for byte, deleted; names in any script; uploads in parts."""

import hashlib
import random
import tempfile
import unittest
from pathlib import Path

import images
import long_upload
import openai
from judge import Judge

LINES = '{"prompt":"Grüße ->","completion":" 世界"}\n{"prompt":"b","completion":"c"}\n'.encode()
NOISE = random.Random(7).randbytes(300_000)


class Files(Judge):
    def test_a_life(self):
        files = self.client.files
        made = files.create(file=("notes.txt", b"one\ntwo\n"), purpose="assistants")
        self.assertRegex(made.id, r"^file-[A-Za-z0-9]{22,24}$")
        self.assertEqual((made.object, made.purpose, made.bytes), ("file", "assistants", 8))
        self.assertEqual((made.filename, made.status), ("notes.txt", "processed"))
        self.assert_valid(made)
        self.assertEqual(files.retrieve(made.id).to_dict(), made.to_dict())
        self.assertEqual(files.wait_for_processing(made.id).id, made.id)
        self.assertEqual([it.id for it in files.list()], [made.id])

        gone = files.delete(made.id)
        self.assertEqual((gone.id, gone.object, gone.deleted), (made.id, "file", True))
        for call in (files.retrieve, files.delete, files.content):
            with self.subTest(call.__name__):
                text = f"No such File object: {made.id}"
                self.assertEqual(self.refused(openai.NotFoundError, text, call, made.id), (None, "id"))
        self.assertEqual(list(files.list()), [])

    def test_content_comes_back_as_it_went(self):
        for purpose, name, data in [
            ("fine-tune", "training.jsonl", LINES),
            ("vision", "pixel.png", images.PNG),
            ("vision", "noise.png", images.PNG + NOISE),
        ]:
            with self.subTest(name):
                file = self.client.files.create(file=(name, data), purpose=purpose)
                self.assertEqual(file.bytes, len(data))
                self.assertEqual(self.client.files.content(file.id).read(), data)

    def test_content_to_a_path_and_as_a_stream(self):
        file = self.client.files.create(file=("noise.png", images.PNG + NOISE), purpose="vision")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "copy.png"
            self.client.files.content(file.id).write_to_file(path)
            self.assertEqual(path.read_bytes(), images.PNG + NOISE)
            again = self.client.files.create(file=path, purpose="vision")
        self.assertEqual((again.filename, again.bytes), ("copy.png", file.bytes))
        with self.client.files.with_streaming_response.content(again.id) as response:
            self.assertEqual(b"".join(response.iter_bytes()), images.PNG + NOISE)

    def test_headers_of_a_download(self):
        file = self.client.files.create(file=("training.jsonl", LINES), purpose="fine-tune")
        headers = self.client.files.with_raw_response.content(file.id).headers
        self.assertEqual(headers["content-type"], "application/octet-stream")
        self.assertEqual(headers["content-disposition"], 'attachment; filename="training.jsonl"')

    def test_names_in_any_script(self):
        for name in ("Größe & Maß.txt", "数据 2024.csv", "отчёт.json", "emoji 😀.md", 'a "b" c.txt'):
            with self.subTest(name):
                file = self.client.files.create(file=(name, b"1,2\n"), purpose="assistants")
                if '"' not in name:  # each SDK writes quotes into the form in its own way
                    self.assertEqual(file.filename, name)
                self.assertEqual(self.client.files.retrieve(file.id).filename, file.filename)
        file = self.client.files.create(file=("数据.jsonl", LINES), purpose="fine-tune")
        self.assertEqual(self.client.files.content(file.id).read(), LINES)

    def test_what_assistants_read_is_not_given_out(self):
        file = self.client.files.create(file=("notes.txt", b"one"), purpose="assistants")
        text = "Not allowed to download files of purpose: assistants"
        self.refused(openai.BadRequestError, text, self.client.files.content, file.id)

    def test_lists_by_purpose_newest_first(self):
        made = {"assistants": [], "vision": []}
        for number in range(3):
            for purpose, ids in made.items():
                name = f"{number}.png"
                ids.insert(0, self.client.files.create(file=(name, images.PNG), purpose=purpose).id)
        for purpose, ids in made.items():
            self.assertEqual([it.id for it in self.client.files.list(purpose=purpose)], ids)
            pages = self.client.files.list(purpose=purpose, extra_query={"limit": 2})
            self.assertEqual([it.id for it in pages.data], ids[:2])
        self.assertEqual(len(list(self.client.files.list())), 6)

    def test_refusals(self):
        create = self.client.files.create
        found = self.refused(
            openai.BadRequestError,
            "'world_domination' is not one of "
            "['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals'] - 'purpose'",
            create,
            file=("a.txt", b"a"),
            purpose="world_domination",
        )
        self.assertEqual(found, (None, "purpose"))
        with self.assertRaises(openai.BadRequestError) as caught:
            create(file=("program.exe", b"MZ"), purpose="assistants")
        self.assertTrue(caught.exception.body["message"].startswith("Invalid extension"))


class Uploads(Judge):
    def setUp(self):
        super().setUp()
        if not hasattr(self.client, "uploads"):
            self.skipTest("this SDK knows no uploads")
        self.need(self.client.uploads.create, bytes=1, filename="a.txt", mime_type="text/plain", purpose="assistants")

    def begin(self, data=NOISE, name="noise.png", mime_type="image/png", purpose="vision"):
        return self.client.uploads.create(bytes=len(data), filename=name, mime_type=mime_type, purpose=purpose)

    def add(self, upload, data):
        return self.client.uploads.parts.create(upload.id, data=data).id

    def halves(self, upload):
        half = len(NOISE) // 2
        return [self.add(upload, data) for data in (NOISE[:half], NOISE[half:])]

    def test_in_parts(self):
        upload = self.begin()
        self.assertRegex(upload.id, r"^upload_[0-9a-f]{32}$")
        self.assertEqual((upload.object, upload.status, upload.bytes), ("upload", "pending", len(NOISE)))
        self.assertEqual((upload.filename, upload.purpose, upload.file), ("noise.png", "vision", None))
        self.assertEqual(upload.expires_at, upload.created_at + 3600)
        self.assert_valid(upload)
        part = self.client.uploads.parts.create(upload.id, data=b"not used")
        self.assertRegex(part.id, r"^part_[0-9a-f]{32}$")
        self.assertEqual((part.object, part.upload_id), ("upload.part", upload.id))
        self.assert_valid(part)
        done = self.client.uploads.complete(upload.id, part_ids=self.halves(upload))
        self.assertEqual((done.id, done.status, done.file.filename), (upload.id, "completed", "noise.png"))
        self.assertEqual((done.file.object, done.file.bytes, done.file.purpose), ("file", len(NOISE), "vision"))
        self.assert_valid(done)
        self.assertEqual(self.client.files.content(done.file.id).read(), NOISE)
        self.assertEqual([it.id for it in self.client.files.list()], [done.file.id])

    def test_the_order_is_that_of_complete(self):
        upload = self.begin()
        half = len(NOISE) // 2
        second, first = self.add(upload, NOISE[half:]), self.add(upload, NOISE[:half])
        done = self.client.uploads.complete(upload.id, part_ids=[first, second])
        self.assertEqual(self.client.files.content(done.file.id).read(), NOISE)

    def test_the_checksum(self):
        upload = self.begin()
        parts = self.halves(upload)
        with self.assertRaises(openai.BadRequestError):
            self.client.uploads.complete(upload.id, part_ids=parts, md5=hashlib.md5(b"other").hexdigest())
        upload = self.begin()
        md5 = hashlib.md5(NOISE).hexdigest()
        done = self.client.uploads.complete(upload.id, part_ids=self.halves(upload), md5=md5)
        self.assertEqual(done.status, "completed")

    def test_too_little_or_too_much(self):
        for sent in (NOISE[:-1], NOISE + b"!"):
            upload = self.begin()
            with self.subTest(len(sent)), self.assertRaises(openai.BadRequestError):
                self.client.uploads.complete(upload.id, part_ids=[self.add(upload, sent)])
        self.assertEqual(list(self.client.files.list()), [], "no file was made")

    def test_parts_of_another_upload(self):
        one, two = self.begin(), self.begin()
        with self.assertRaises(openai.APIStatusError) as caught:
            self.client.uploads.complete(one.id, part_ids=self.halves(two))
        self.assertIn(caught.exception.status_code, (400, 404))

    def test_nothing_after_the_end(self):
        done = self.begin()
        parts = self.halves(done)
        self.client.uploads.complete(done.id, part_ids=parts)
        gone = self.begin()
        self.client.uploads.cancel(gone.id)
        for upload in (done, gone):
            with self.subTest(upload.id):
                for call in (
                    lambda: self.add(upload, b"more"),
                    lambda: self.client.uploads.complete(upload.id, part_ids=parts),
                    lambda: self.client.uploads.cancel(upload.id),
                ):
                    with self.assertRaises(openai.BadRequestError):
                        call()

    def test_unknown_uploads(self):
        unknown = "upload_" + "a" * 32
        for call in (
            lambda: self.client.uploads.parts.create(unknown, data=b"x"),
            lambda: self.client.uploads.complete(unknown, part_ids=[]),
            lambda: self.client.uploads.cancel(unknown),
        ):
            with self.assertRaises(openai.APIStatusError) as caught:
                call()
            self.assertIn(caught.exception.status_code, (400, 404))

    def test_chunked_from_memory(self):
        done = self.client.uploads.upload_file_chunked(
            file=LINES, filename="l.jsonl", bytes=len(LINES), mime_type="text/jsonl", purpose="fine-tune", part_size=20
        )
        self.assertEqual(self.client.files.content(done.file.id).read(), LINES)

    def test_chunked_from_a_path(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "数据.png"
            path.write_bytes(NOISE)
            done = self.client.uploads.upload_file_chunked(
                file=path, mime_type="image/png", purpose="vision", part_size=70_000
            )
        self.assertEqual((done.status, done.file.filename, done.bytes), ("completed", "数据.png", len(NOISE)))
        self.assertEqual(self.client.files.content(done.file.id).read(), NOISE)

    def test_cancelled(self):
        upload = self.client.uploads.create(bytes=3, filename="a.txt", mime_type="text/plain", purpose="assistants")
        self.add(upload, b"abc")
        gone = self.client.uploads.cancel(upload.id)
        self.assertEqual((gone.id, gone.status, gone.file), (upload.id, "cancelled", None))
        self.assert_valid(gone)
        self.assertEqual(list(self.client.files.list()), [])


class LongUpload(Judge):
    """The example, with a shorter file; by hand it works with every SDK."""

    def setUp(self):
        super().setUp()
        self.need(self.stores.list)

    def test_both_ways(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "station-log.txt"
            path.write_text(f"Day 1. Rain.\n{long_upload.ANSWER}Day 3. Fog.\n" * 50, encoding="utf-8")
            files = [send(self.client, path) for send in (long_upload.send, long_upload.send_by_hand)]
            size = path.stat().st_size
        self.assertNotEqual(files[0].id, files[1].id)
        for file in files:
            self.assertEqual((file.filename, file.bytes, file.purpose), ("station-log.txt", size, "assistants"))
            store = self.stores.create()
            self.assertEqual(self.stores.files.create_and_poll(file.id, vector_store_id=store.id).status, "completed")
            name, text = long_upload.search(self.client, store, long_upload.QUERY)
            self.assertEqual(name, "station-log.txt")
            self.assertIn(long_upload.ANSWER, text)


if __name__ == "__main__":
    unittest.main()
