"""Cases 办件: applications from receipt to result."""
