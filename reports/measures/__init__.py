"""Change the catalogue on screen: indicators, data elements, who reports what; the effect first, then kept."""
