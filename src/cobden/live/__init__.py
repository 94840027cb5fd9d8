"""The live page's server: a scenario comes in, the world's answer goes out."""
