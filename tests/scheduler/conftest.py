"""The stores of tests/storage, for what happens by itself."""

from tests.storage.conftest import desk

__all__ = ["desk"]
