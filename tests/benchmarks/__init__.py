"""Speed and memory, printed as tables: `make bench`, or `python -m tests.benchmarks NAME ...`."""
