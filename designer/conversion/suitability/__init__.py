"""The scorecard of the place and what would cure its shortcomings."""
