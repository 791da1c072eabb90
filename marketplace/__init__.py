"""Kompetencetorvet: employers find, book and follow short accredited courses."""
