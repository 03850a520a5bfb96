//! The stores of an iPhone: their schemas, generation by generation, and how their rows are made.
