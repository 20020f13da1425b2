"""What Podium talks about, and the pure rules of it. Standard library only."""
