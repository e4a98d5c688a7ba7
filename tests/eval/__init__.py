"""Measurements of understanding and finding: what is judged lies in data/, figures are computed in the run."""
