"""Student's t distribution for whole degrees of freedom, in closed form.

The series in the angle atan(t / sqrt(n)) is exact for every whole n (Abramowitz and Stegun, 26.7.3 and 26.7.4), so a
handful of terms replaces a statistics library. Floats are unavoidable here: the distribution is transcendental.
"""

import math
from functools import lru_cache

# Beyond this the tail is zero in a float anyway, and the square still fits into one.
FARTHEST = 1e150


def cdf(t: float, degrees: int) -> float:
    """Probability that a t variable with `degrees` (at least 1) degrees of freedom is at most `t`."""
    if degrees < 1:
        raise ValueError("degrees of freedom start at 1")
    t = max(-FARTHEST, min(FARTHEST, t))
    angle = math.atan(t / math.sqrt(degrees))
    cosine = math.cos(angle)
    odd = degrees % 2 == 1
    # The terms are cos, (2/3) cos^3, (2*4)/(3*5) cos^5 ... for odd, 1, (1/2) cos^2, (1*3)/(2*4) cos^4 ... for even.
    term = cosine if odd else 1.0
    total = 0.0
    for k in range(3 if odd else 2, degrees + 1, 2):
        total += term
        term *= cosine * cosine * (k - 1) / k
    inside = math.sin(angle) * total
    if odd:
        inside = (angle + inside) * 2 / math.pi
    return min(1.0, max(0.0, (1 + inside) / 2))


@lru_cache(maxsize=64)
def quantile(probability: float, degrees: int) -> float:
    """The t whose `cdf` is `probability` (0.5 to below 1), by bisection. Example: 0.90 with 4 degrees is 1.5332."""
    if not 0.5 <= probability < 1:
        raise ValueError("the probability must lie between 0.5 and 1")
    low, high = 0.0, 1.0
    while cdf(high, degrees) < probability:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if cdf(middle, degrees) < probability:
            low = middle
        else:
            high = middle
    return high
