"""Tables out: `write_xlsx` (filled or, without rows, the empty template), `write_together` (rows
that come mixed) and `write_csv`."""

from tongban.core.sheets.services.csvs import write_csv
from tongban.core.sheets.services.xlsx import write_together, write_xlsx

__all__ = ["write_csv", "write_together", "write_xlsx"]
