"""Seeded draws that give the same values with every Python 3: only `random.random()` promises that of its methods."""
import random


class Draw:
    def __init__(self, seed):
        self._random = random.Random(seed)

    def share(self):
        """A number from 0 up to, not including, 1."""
        return self._random.random()

    def between(self, low, high):
        """A whole number, both ends included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, choices):
        return choices[int(self.share() * len(choices))]

    def some(self, choices, count):
        """That many different ones, in their own order."""
        left = list(range(len(choices)))
        taken = [left.pop(int(self.share() * len(left))) for _ in range(min(count, len(left)))]
        return [choices[index] for index in sorted(taken)]

    def bell(self):
        """Near enough to normal, mean 0 and deviation 1: twelve uniform draws."""
        return sum(self.share() for _ in range(12)) - 6
