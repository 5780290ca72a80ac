"""Tools: machines, who repairs them, and spare parts."""
