"""Keys: a server that lets in only some. Judges a server started with `--api-key sk-test-known`."""

import unittest

import openai
from judge import Judge


class Keys(Judge):
    def key(self):
        return "sk-test-known"

    def test_the_known_key_is_let_in(self):
        self.assertIn("gpt-4o", [model.id for model in self.client.models.list()])

    def test_other_keys_are_refused(self):
        with openai.OpenAI(api_key="foobar", max_retries=0, timeout=30) as other:
            for call in (
                other.beta.assistants.list,
                other.files.list,
                other.models.list,
                other.beta.threads.create,
            ):
                with self.assertRaises(openai.AuthenticationError) as caught:
                    call()
                error = caught.exception
                self.assertEqual((error.status_code, error.code), (401, "invalid_api_key"))
                self.assertEqual(error.type, "invalid_request_error")
                self.assertTrue(error.body["message"].startswith("Incorrect API key provided: "))


if __name__ == "__main__":
    unittest.main()
