"""The store, the SPARQL endpoint, linked-data pages, the web interface and the command line."""
