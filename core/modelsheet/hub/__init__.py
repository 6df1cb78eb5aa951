"""What is downloaded: which files, how large, under which licence, and what they need to run."""
