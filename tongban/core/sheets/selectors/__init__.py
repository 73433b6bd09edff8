"""Tables in: `read_xlsx` and `read_csv`, each a Reading of rows and problems."""

from tongban.core.sheets.selectors.csvs import CsvReading, read_csv
from tongban.core.sheets.selectors.tables import Reading
from tongban.core.sheets.selectors.xlsx import read_xlsx

__all__ = ["CsvReading", "Reading", "read_csv", "read_xlsx"]
