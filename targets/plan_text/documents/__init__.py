"""From a file to blocks of text and tables: DOCX, PDF, TXT, each read in a child process."""
