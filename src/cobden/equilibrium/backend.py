"""JAX, set up once: double precision, and compiled code kept between processes."""

import os
from pathlib import Path

import jax


def _cache_folder() -> Path:
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "cobden" / "compiled"


jax.config.update("jax_enable_x64", True)
jax.config.update("jax_compilation_cache_dir", str(_cache_folder()))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
