"""The staff's face: the register, the acts upon a licence, the types, stock taken in."""
