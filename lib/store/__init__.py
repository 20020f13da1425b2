"""The database: the only place with SQL, and the only one that imports duckdb."""
