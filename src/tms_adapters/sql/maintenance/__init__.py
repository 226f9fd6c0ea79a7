"""Work on whole databases: migrations, copies, and looking at one that may be broken."""
