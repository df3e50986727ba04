"""The endpoint and the pages: a release over HTTP."""
