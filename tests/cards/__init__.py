"""What the desk says and shows."""
