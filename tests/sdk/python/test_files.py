"""Files: sent, listed, read back byte for byte, deleted; names in any script; uploads in parts."""

import random
import tempfile
import unittest
from pathlib import Path

import images
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

    def test_in_parts(self):
        upload = self.client.uploads.create(
            bytes=len(NOISE), filename="noise.png", mime_type="image/png", purpose="vision"
        )
        self.assertEqual(upload.status, "pending")
        half = len(NOISE) // 2
        parts = [
            self.client.uploads.parts.create(upload.id, data=data).id for data in (NOISE[:half], NOISE[half:])
        ]
        done = self.client.uploads.complete(upload.id, part_ids=parts)
        self.assertEqual((done.status, done.file.filename), ("completed", "noise.png"))
        self.assertEqual(self.client.files.content(done.file.id).read(), NOISE)

    def test_chunked_from_memory(self):
        done = self.client.uploads.upload_file_chunked(
            file=LINES, filename="l.jsonl", bytes=len(LINES), mime_type="text/jsonl", purpose="fine-tune", part_size=20
        )
        self.assertEqual(self.client.files.content(done.file.id).read(), LINES)

    def test_cancelled(self):
        upload = self.client.uploads.create(bytes=3, filename="a.txt", mime_type="text/plain", purpose="assistants")
        self.assertEqual(self.client.uploads.cancel(upload.id).status, "cancelled")


if __name__ == "__main__":
    unittest.main()
