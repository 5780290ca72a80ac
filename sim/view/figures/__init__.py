"""Figures: one file a question that people ask of a run or of several."""
