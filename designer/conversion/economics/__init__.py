"""What the conversion costs and earns, month by month, as a range."""
