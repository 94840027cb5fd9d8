"""JAX, set up once: double precision, and compiled code kept between processes."""

import jax

from cobden.base.cache import cache_folder

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_compilation_cache_dir", str(cache_folder("compiled")))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
