"""Script a run: what the model says and calls stands in a scenario file, or is pushed by the test that needs it."""

from app import SORRY


def test_a_scenario_file_calls_your_functions(bot, orders):
    assert bot.ask("Please refund order 20417.") == "Your espresso machine is refunded."
    assert orders["20417"]["status"] == "refunded"


def test_the_reply_follows_what_your_functions_return(bot):
    assert bot.ask("Where is order 20417?") == "Order 20417 is on its way."
    assert bot.ask("Where is order 999?") == "Order 999 is not in our books."


def test_a_stream_comes_in_the_pieces_of_the_script(bot):
    pieces = []
    bot.tell("What are your opening hours?", pieces.append)
    assert pieces == ["We are open ", "from nine ", "to five."]


def test_one_run_is_scripted_by_the_test(bot, understage):
    understage.script({"refuse": "I can't help with that."})
    assert bot.ask("Where is order 20417?") == "I can't help with that."
    # It was for one run. The next is played by the file again.
    assert bot.ask("Where is order 20417?") == "Order 20417 is on its way."


def test_ends_that_are_hard_to_come_by(bot, understage):
    ends = [
        {"fail": {"code": "rate_limit_exceeded", "message": "Slow down."}},
        {"incomplete": "max_completion_tokens"},
        "expire",
    ]
    for end in ends:
        understage.script({"say": {"text": "Let me see", "open": True}}, end)
        assert bot.ask("Where is order 20417?") == SORRY
