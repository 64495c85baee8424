"""How the reader's model is trained, exported and measured; `python -m extract.train` is the way in."""
