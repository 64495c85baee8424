"""Article text in, facts and their RDF out."""
