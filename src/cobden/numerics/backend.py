"""JAX, set up once: double precision, compiled soon, and compiled code kept between processes."""

import os

import jax

from cobden.base.cache import cache_folder

# The same numbers to the last digit, compiled in half the time: a first run waits for little else.
_SOONER = {"xla_cpu_use_fusion_emitters": "false", "xla_cpu_parallel_codegen_split_count": "1"}
_KNOWN_TO = (0, 10)  # versions of JAX; at a flag that it doesn't know, another one stops

if jax.__version_info__[:2] == _KNOWN_TO:
    given = os.environ.get("XLA_FLAGS", "")
    more = [f"--{name}={value}" for name, value in _SOONER.items() if name not in given]
    os.environ["XLA_FLAGS"] = " ".join([given, *more]).strip()

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_compilation_cache_dir", str(cache_folder("compiled")))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
