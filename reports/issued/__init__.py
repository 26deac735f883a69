"""The consolidated report: read once into a dataset, put into words, laid out, written as files, issued for good."""
