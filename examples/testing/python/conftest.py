"""What the tests share: a client whose project no other test sees, the bot, and understage's control API."""

import os
import re

import openai
import pytest
from app import SupportBot


class Understage:
    """The control API, for the project of one client. Any HTTP client would do; the SDK's own is at hand."""

    def __init__(self, client):
        self.client = client.with_options(max_retries=0)
        self.url = os.environ["UNDERSTAGE_URL"] + "/_understage"

    def get(self, path, query=None):
        return self.client.get(f"{self.url}/{path}", cast_to=object, options={"params": query or {}})

    def post(self, path, **body):
        return self.client.post(f"{self.url}/{path}", cast_to=object, body=body)

    def script(self, *steps):
        """Gives these steps to the next run, whatever it is about."""
        return self.post("scenarios?once=true", scenarios=[{"name": "pushed", "steps": steps}])

    def fault(self, **rule):
        return self.post("faults", faults=[rule])

    def advance(self, time):
        return self.post("clock", advance=time)

    def requests(self, **query):
        """The requests of this project that the query asks for, the oldest first."""
        return self.get("requests", query)["data"]


def pytest_configure(config):
    # The newest SDKs mark the Assistants API as deprecated.
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning")


@pytest.fixture(scope="session", autouse=True)
def server():
    if "UNDERSTAGE_URL" not in os.environ:
        pytest.exit("Start the tests with: understage exec -s scenarios -- python -m pytest -q", returncode=4)


@pytest.fixture
def client(request):
    """A key of its own is a project of its own: empty at first, and nobody else's."""
    key = "sk-test-" + re.sub(r"\W+", "-", request.node.nodeid)
    with openai.OpenAI(api_key=key, timeout=20) as client:
        yield client


@pytest.fixture
def understage(client):
    return Understage(client)


@pytest.fixture
def orders():
    return {"20417": {"article": "espresso machine", "status": "on its way"}}


@pytest.fixture
def bot(client, orders):
    return SupportBot(client, orders)
