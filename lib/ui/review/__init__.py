"""The review page: who disagrees, what people said side by side, and which answer is final."""
