"""WHAT WAS PROMISED: plans, indicators, data elements, targets, duties, and the rules that judge a promise."""
