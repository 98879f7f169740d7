"""lifetimes: MBG/NBD fitted to histories that are given grouped, with the number of customers as weights."""

import csv

from measured import missing, report, task, timed

try:
    import lifetimes
    import numpy
except ImportError:
    missing("no module lifetimes")

what, file = task()
with open(file, newline="") as f:
    rows = list(csv.DictReader(f))
columns = {name: numpy.array([float(row[name]) for row in rows]) for name in ("x", "t_x", "t_age", "customers")}
model = lifetimes.ModifiedBetaGeoFitter(penalizer_coef=0.0)


def fit():
    """The library fails on the digits of large times, so that they are scaled to about one, as its documentation says."""
    scale = 1 / columns["t_age"].max() * 10
    model.fit(columns["x"], columns["t_x"] * scale, columns["t_age"] * scale, weights=columns["customers"].astype(int))
    return scale


try:
    seconds, scale = timed(fit)
except lifetimes.utils.ConvergenceError as why:
    missing("it did not converge: " + " ".join(str(why).split()))
p = model.params_
report(lifetimes.__version__, seconds, " ".join(repr(float(v)) for v in (p["r"], p["alpha"] / scale, p["a"], p["b"])))
