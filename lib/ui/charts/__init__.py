"""Charts as plotly figures, from plain rows; every mark tells its n and what it stands for."""
