"""Inject a fault: refusals, lost answers and broken streams, for as many requests as you like or for a single one."""

import openai
import pytest
from app import SupportBot

LIMIT = {"status": 429, "code": "rate_limit_exceeded", "retry_after_ms": 1}


def test_the_sdk_tries_again_when_the_limit_is_reached(bot, understage):
    understage.fault(method="POST", path="/v1/threads/*/runs", first=2, reply=LIMIT)
    assert bot.ask("Where is order 20417?") == "Order 20417 is on its way."
    assert understage.get("faults")["faults"][0]["played"] == 2


def test_it_does_not_try_for_ever(bot, understage):
    understage.fault(method="POST", path="/v1/threads/*/runs", every=1, reply=LIMIT)
    with pytest.raises(openai.RateLimitError):
        bot.ask("Where is order 20417?")


def test_a_stream_that_breaks_is_finished_by_polling(bot, understage):
    understage.fault(method="POST", path="/v1/threads/*/runs", cut={"after": 8})
    pieces = []
    bot.tell("What are your opening hours?", pieces.append)
    # One piece came with the stream, the rest when the run was over.
    assert pieces == ["We are open ", "from nine to five."]


def test_a_header_strikes_a_single_request(client):
    with pytest.raises(openai.InternalServerError):
        client.with_options(max_retries=0).beta.threads.create(extra_headers={"X-Understage-Fault": "503"})


def test_an_answer_that_is_lost(client, orders, understage):
    understage.fault(method="POST", path="/v1/threads", cut={})
    with pytest.raises(openai.APIConnectionError):
        SupportBot(client.with_options(max_retries=0), orders)
    # What was asked for has been done all the same: somebody has to clean it up.
    assert understage.get("leaks")["threads"]["count"] == 1
