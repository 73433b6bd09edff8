"""From above: the province's basic catalogue taken in from its file (`ports.importers`)."""

from tongban.catalogue.services.above.reading import as_lines, as_rows, columns
from tongban.catalogue.services.above.taking import apply, cancel_gone, check

__all__ = ["apply", "as_lines", "as_rows", "cancel_gone", "check", "columns"]
