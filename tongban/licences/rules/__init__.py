"""Pure decisions of the area: identifiers, numbers, terms, signed statements, sealed papers."""
