"""One metric a file, one frozen result each. Pure: counts in, figures with their n out."""
