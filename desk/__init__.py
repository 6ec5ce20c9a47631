"""The rules of the desk: frozen data and pure functions. No await, no I/O, no clock, no chance."""
