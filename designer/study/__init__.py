"""Many designs: the variants of a brief and the halls of a portfolio, run, kept, compared, and shown."""

from designer.study.reading import read_study
from designer.study.records import Row, Study, Variant
from designer.study.running import Means, run

__all__ = ["Means", "Row", "Study", "Variant", "read_study", "run"]
