"""The knowledge base: articles and documents about inter-municipal cooperation."""
