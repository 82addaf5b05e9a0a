"""The rounds of questions: each makes requests and reads their answers, and asks nobody."""
