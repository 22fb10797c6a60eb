"""Filling in on screen: PDF files with fields, a web form in one file, and both read back."""
