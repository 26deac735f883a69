"""The catalogue's indicators and data elements as entries: read, changed on screen, as they were on a day."""
