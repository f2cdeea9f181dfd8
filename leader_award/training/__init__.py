"""A calibration round: jurors score the same sample entries before the live assessment."""
