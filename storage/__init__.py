"""What is kept: the only room that knows the database."""
