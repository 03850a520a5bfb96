//! Findings to HTML, JSON, CSV and JSON Lines.
