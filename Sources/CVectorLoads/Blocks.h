// Blocks of 32 bytes, for all processors: vectors that the compiler maps to what there is.

#include "CVectorLoads.h"

typedef uint8_t block __attribute__((ext_vector_type(32), aligned(1), may_alias));
typedef int8_t signed_block __attribute__((ext_vector_type(32)));
typedef _Bool block_bits __attribute__((ext_vector_type(32)));

// Macros, since a function that returns a vector is bound to one size of registers. A comparison as a vector of bool
// is its bit mask.
#define BLOCK(p) (*(const block *)(p))
#define BITS(lanes) __builtin_bit_cast(uint32_t, __builtin_convertvector(lanes, block_bits))

#define INLINE static inline __attribute__((always_inline))

// CVL_BASELINE: only what every processor has, to test that where there is more.
#if defined(__x86_64__) && defined(__linux__) && !defined(CVL_BASELINE)
#define FOR_ALL_PROCESSORS __attribute__((target_clones("avx2", "default")))
#else
#define FOR_ALL_PROCESSORS
#endif
