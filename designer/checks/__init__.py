"""The rules: one file each, found by its place; judged on the whole design."""

from designer.checks.finding_rules import describe, rules
from designer.checks.judging import judge, judge_rule

__all__ = ["describe", "judge", "judge_rule", "rules"]
