"""Where the areas are put together: settings, URLs, the command line. Holds no rules."""
