"""The t distribution against tabled values and its own definition."""

import math

import pytest

from targets.calculations.numbers.student_t import cdf, quantile

# Upper 10 % and 2.5 % points as printed in common tables.
TABLE = [
    (0.90, 1, 3.0777),
    (0.90, 2, 1.8856),
    (0.90, 3, 1.6377),
    (0.90, 4, 1.5332),
    (0.90, 5, 1.4759),
    (0.90, 10, 1.3722),
    (0.975, 1, 12.7062),
    (0.975, 2, 4.3027),
    (0.975, 4, 2.7764),
    (0.975, 7, 2.3646),
    (0.975, 30, 2.0423),
]


@pytest.mark.parametrize(("probability", "degrees", "value"), TABLE)
def test_quantile_agrees_with_the_table(probability: float, degrees: int, value: float) -> None:
    assert abs(quantile(probability, degrees) - value) < 6e-5
    assert abs(cdf(quantile(probability, degrees), degrees) - probability) < 1e-12


@pytest.mark.parametrize("degrees", range(1, 12))
def test_cdf_is_the_area_under_the_density(degrees: int) -> None:
    scale = math.gamma((degrees + 1) / 2) / math.gamma(degrees / 2) / math.sqrt(degrees * math.pi)
    steps, end = 4000, 2.5
    width = end / steps
    middles = ((index + 0.5) * width for index in range(steps))
    area = sum(scale * (1 + x * x / degrees) ** (-(degrees + 1) / 2) * width for x in middles)
    assert abs(cdf(end, degrees) - 0.5 - area) < 1e-7


def test_symmetry_and_far_tails() -> None:
    for degrees in (1, 2, 3, 4, 9):
        assert cdf(0, degrees) == 0.5
        assert abs(cdf(-1.3, degrees) + cdf(1.3, degrees) - 1) < 1e-15
        assert cdf(math.inf, degrees) == 1
        assert cdf(-math.inf, degrees) < 1e-15


def test_impossible_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="degrees"):
        cdf(1, 0)
    for probability in (0.4, 1.0):
        with pytest.raises(ValueError, match="probability"):
            quantile(probability, 3)
