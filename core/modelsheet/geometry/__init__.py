"""What is true of any triangle mesh."""
