"""Tests that belong to no single area."""
