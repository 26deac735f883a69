"""Lists of people and bodies from one file each: read in a child process, previewed, taken whole or not at all."""
