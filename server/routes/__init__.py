"""One resource a module; each has `router`, which `server.app` includes."""
