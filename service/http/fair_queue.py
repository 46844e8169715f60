"""Turns of clients: those who took little lately come first, and the greedy leave room to others.

A client is greedy while what it ran lately, forgotten by and by, passes `GREEDY_S`. While another
client asks now and then, the greedy run one at a time: two that compute at once take turns at
Python's lock, and slow each other. Those who wait go in the order of what each took. Fair queueing:
Demers, Keshav and Shenker, 1989.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp
from time import monotonic

from index.errors import ServiceBusy
from index.messages import Sentence

FORGOTTEN_S, GREEDY_S = 5.0, 0.75
"""Seconds after which a third of what was run still counts; seconds from which a client is greedy:
it then takes fifteen hundredths of a slot all the time, as five searches a second would."""
ALONE_S = 5.0
"""Seconds without any other client after which the greedy may take every slot."""
KEPT_CLIENTS = 10_000
"""Clients whose time is kept; beyond, those who took least are forgotten."""
ANYBODY, LAST = "", "lots"
"""Client who is never greedy, where quotas are lifted; that of the tasks of batches, who always is.
"""
TOO_MANY = Sentence("Trop de demandes à la fois : réessayez dans un instant.")


@dataclass(eq=False)
class Turn:
    """Right of a client to run, once it is granted.

    greedy: whether it is counted among the greedy; since: when it began, by the clock of the queue.
    """

    client: str
    granted: asyncio.Future[None]
    greedy: bool = False
    since: float = 0.0


@dataclass
class FairQueue:
    """Slots of one process, and the turns that wait for one; used by the event loop alone.

    most: slots; clock: seconds, for tests.
    """

    most: int
    clock: Callable[[], float] = monotonic
    running: int = 0
    _greedy: int = 0
    _others_at: float = float("-inf")
    _turns: list[Turn] = field(default_factory=list)
    _spent: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """Number of turns that wait."""
        return len(self._turns)

    @property
    def is_full(self) -> bool:
        """Whether no slot is free."""
        return self.running >= self.most

    def has_room(self, client: str) -> bool:
        """Return whether a client would run at once."""
        return not self.is_full and (self._has_room_for_greedy or not self._is_greedy(client))

    def spent(self, client: str) -> float:
        """Return what a client ran lately, in seconds; infinite for the tasks of batches."""
        if client in (ANYBODY, LAST):
            return float("inf") if client == LAST else 0.0
        seconds, moment = self._spent.get(client, (0.0, 0.0))
        return seconds * exp((moment - self.clock()) / FORGOTTEN_S)

    async def acquire(self, client: str = ANYBODY) -> Turn:
        """Wait for a turn, for as long as it takes; give it back with `release`.

        Args:
            client: who asks.

        Returns:
            The turn, granted.

        Raises:
            ServiceBusy: when `give_up` ended the wait.
        """
        turn = Turn(client, asyncio.get_running_loop().create_future())
        self._turns.append(turn)
        self._grant()
        try:
            await turn.granted
        except asyncio.CancelledError:
            if turn in self._turns:
                self._turns.remove(turn)
            elif not turn.granted.cancelled():
                self.release(turn)
            raise
        return turn

    def release(self, turn: Turn) -> None:
        """Give a slot back, and count its time to its client."""
        now = self.clock()
        self.running -= 1
        self._greedy -= turn.greedy
        if turn.client not in (ANYBODY, LAST):
            if len(self._spent) >= KEPT_CLIENTS and turn.client not in self._spent:
                self._forget()
            self._spent[turn.client] = (self.spent(turn.client) + now - turn.since, now)
        self._grant()

    def give_up(self, client: str) -> bool:
        """End the wait of the last turn of a client who took more than another, if there is one.

        client: who arrives when too many wait; returns whether there is now room for it.
        """
        greediest = max(self._turns, key=lambda turn: self.spent(turn.client), default=None)
        if greediest is None or self.spent(greediest.client) <= max(self.spent(client), GREEDY_S):
            return False
        last = [turn for turn in self._turns if turn.client == greediest.client][-1]
        self._turns.remove(last)
        last.granted.set_exception(ServiceBusy(TOO_MANY))
        return True

    def _grant(self) -> None:
        """Grant the turns that may run, those who took least first, else the first come."""
        while self.running < self.most and (turn := self._next()) is not None:
            self._turns.remove(turn)
            turn.greedy, turn.since = self._is_greedy(turn.client), self.clock()
            if not turn.greedy:
                self._others_at = turn.since
            self.running += 1
            self._greedy += turn.greedy
            turn.granted.set_result(None)

    def _next(self) -> Turn | None:
        able = (turn for turn in self._turns if self.has_room(turn.client))
        return min(able, key=lambda turn: self.spent(turn.client), default=None)

    @property
    def _has_room_for_greedy(self) -> bool:
        alone = self.clock() - self._others_at > ALONE_S
        return self._greedy < (self.most if alone else 1)

    def _is_greedy(self, client: str) -> bool:
        return self.spent(client) > GREEDY_S

    def _forget(self) -> None:
        """Forget the half of clients who took least lately."""
        kept = sorted(self._spent, key=self.spent)[KEPT_CLIENTS // 2 :]
        self._spent = {client: self._spent[client] for client in kept}
