"""Tests of sptui."""
