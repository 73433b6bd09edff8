"""Lists as machines and spreadsheets take them: the API's values, and tables in and out."""
