"""Dateline: ask the news a question and get an answer in which every sentence can be checked."""
