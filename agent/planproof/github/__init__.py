"""What planproof knows of GitHub: pull requests, their files, their comments."""
