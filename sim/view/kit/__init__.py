"""What every figure is made with: style, axes, labels, tables, text that fits. Knows no system of the station."""
