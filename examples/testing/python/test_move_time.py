"""Move time: what takes minutes or weeks happens at once. Nothing sleeps, and each test has a clock of its own."""

from app import SORRY, SupportBot

HANDBOOK = "You have thirty days to return what you bought."


class SlowBot(SupportBot):
    """Its shop takes ten minutes to look an order up: so long a run waits, and no longer."""

    def carry_out(self, call):
        self.understage.advance("10m")
        return super().carry_out(call)


def test_a_run_expires_while_the_program_works(client, orders, understage):
    bot = SlowBot(client, orders)
    bot.understage = understage
    assert bot.ask("Where is order 20417?") == SORRY
    [run] = bot.runs.list(bot.thread.id).data
    assert run.status == "expired"


def test_a_vector_store_expires_when_nobody_asks(bot, understage):
    bot.read_handbook("handbook.txt", HANDBOOK)
    assert bot.ask("Can I send it back?").startswith(HANDBOOK)
    first = bot.store.id
    understage.advance("6d")
    assert bot.ask("Can I send it back?").startswith(HANDBOOK)
    assert bot.store.id == first
    understage.advance("7d")
    # It has expired; the bot makes another of the same file.
    assert bot.ask("Can I send it back?").startswith(HANDBOOK)
    assert bot.store.id != first


def test_a_clock_that_stands_still(client, understage):
    understage.post("clock", freeze=1_767_225_600)
    threads = [client.beta.threads.create() for _ in range(2)]
    understage.advance(90)
    threads.append(client.beta.threads.create())
    assert [thread.created_at - 1_767_225_600 for thread in threads] == [0, 0, 90]
