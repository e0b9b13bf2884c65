"""Verify requests: what the program has sent, what came of it, and what it has left behind."""

import json


def test_what_was_sent(bot, understage):
    bot.ask("Where is order 20417?")
    [message] = understage.requests(method="POST", path="/v1/threads/*/messages")
    assert message["request"] == {"role": "user", "content": "Where is order 20417?"}
    [outputs] = understage.requests(path="/v1/threads/*/runs/*/submit_tool_outputs")
    [output] = outputs["request"]["tool_outputs"]
    assert json.loads(output["output"])["status"] == "on its way"


def test_no_request_was_refused(bot, understage):
    bot.ask("Where is order 20417?")
    assert understage.requests(status="4xx") == []


def test_which_scenario_a_run_has_played(bot, understage):
    bot.ask("Where is order 20417?")
    bot.ask("Where is my order?")
    first, second = understage.requests(operation="createRun")
    assert first["run"]["scenario"] == "where"
    # None was for the second. The near misses say why.
    assert second["run"]["scenario"] is None
    assert any("where" in miss and "Where is my order?" in miss for miss in second["run"]["misses"])


def test_tries_are_counted(bot, understage):
    understage.fault(path="/v1/threads/*/runs", reply={"status": 503, "retry_after_ms": 1})
    bot.ask("What are your opening hours?")
    tries = understage.requests(method="POST", path="/v1/threads/*/runs")
    assert [request["status"] for request in tries] == [503, 200]


def test_nothing_is_left_behind(bot, understage):
    bot.read_handbook("handbook.txt", "You have thirty days to return what you bought.")
    bot.ask("Can I send it back?")
    bot.close()
    leaks = understage.get("leaks")
    assert {kind: left["count"] for kind, left in leaks.items() if isinstance(left, dict) and left["count"]} == {}
