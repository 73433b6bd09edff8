"""The citizens' face: verifying (open to all), the types of licence, the wallet."""
