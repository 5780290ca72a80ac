"""Many draws of one scenario, and of several in pairs."""
