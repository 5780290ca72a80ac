"""Stages: gates that open when goals have been reached."""
