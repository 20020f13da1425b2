"""The use cases, as functions. Each takes the open database and, where somebody acts, the actor."""
