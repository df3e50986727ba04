"""The benchmark of the endpoint, by the name that it is called under; it is in serving.py.

A script's folder comes before the standard library, so that every other script here would find this file when it asks for the package ``http``. It then
stands aside for that package.
"""
from __future__ import annotations

import importlib.util
import sys
import sysconfig
from pathlib import Path

if __name__ == "http":
    folder = Path(sysconfig.get_path("stdlib")) / "http"
    spec = importlib.util.spec_from_file_location("http", folder / "__init__.py", submodule_search_locations=[str(folder)])
    assert spec is not None
    assert spec.loader is not None
    sys.modules["http"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["http"])
elif __name__ == "__main__":
    from serving import main

    raise SystemExit(main())
