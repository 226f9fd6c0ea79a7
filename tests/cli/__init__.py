"""The command line, the settings it reads and the demo it makes."""
