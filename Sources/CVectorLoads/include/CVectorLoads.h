#ifndef C_VECTOR_LOADS_H
#define C_VECTOR_LOADS_H

// Swift has no "which of these bytes are equal" instruction that ends in an integer (movemask), and
// what it offers instead costs twice the instructions. The small functions are that instruction:
// pure, inlined into their callers, without state. SSE2 is part of every x86-64, NEON of every
// arm64; elsewhere plain C does the same.
//
// The walks along a line are what gains so much from wider vectors that it is compiled more than once,
// and picked by what the processor has when the program is loaded.
//
// Every function reads whole blocks from where it is pointed at, whatever they hold: the caller
// guarantees that the bytes are readable. Bit i of a result stands for byte i.

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__ARM_NEON) && defined(__aarch64__)
static inline uint32_t cvl_bits_of(uint8x16_t lanes) {
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t bits = vandq_u8(lanes, vld1q_u8(weights));
  return (uint32_t)vaddv_u8(vget_low_u8(bits)) | ((uint32_t)vaddv_u8(vget_high_u8(bits)) << 8);
}
#endif

// Bytes at which a run of plain text inside a quoted string ends: the quote itself, a backslash, a
// control character (below 0x20), anything that is not ASCII. 16 bytes.
static inline uint32_t cvl_string_marks16(const uint8_t *_Nonnull p, uint8_t quote) {
#if defined(__SSE2__)
  __m128i v = _mm_loadu_si128((const __m128i *)p);
  // The signed comparison takes bytes from 0x80 on for negative, so one does for both ends.
  __m128i marks = _mm_or_si128(
      _mm_or_si128(
          _mm_cmpeq_epi8(v, _mm_set1_epi8((char)quote)), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))),
      _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)));
  return (uint32_t)_mm_movemask_epi8(marks);
#elif defined(__ARM_NEON) && defined(__aarch64__)
  uint8x16_t v = vld1q_u8(p);
  uint8x16_t marks = vorrq_u8(
      vorrq_u8(vceqq_u8(v, vdupq_n_u8(quote)), vceqq_u8(v, vdupq_n_u8('\\'))),
      vcltq_s8(vreinterpretq_s8_u8(v), vdupq_n_s8(0x20)));
  return cvl_bits_of(marks);
#else
  uint32_t marks = 0;
  for (int i = 0; i < 16; i++) {
    uint8_t byte = p[i];
    if (byte == quote || byte == '\\' || byte < 0x20 || byte >= 0x80) marks |= 1u << i;
  }
  return marks;
#endif
}

// The same for 32 bytes.
static inline uint32_t cvl_string_marks32(const uint8_t *_Nonnull p, uint8_t quote) {
  return cvl_string_marks16(p, quote) | (cvl_string_marks16(p + 16, quote) << 16);
}

// Bytes that are equal in two blocks of 16.
static inline uint32_t cvl_equal16(const uint8_t *_Nonnull a, const uint8_t *_Nonnull b) {
#if defined(__SSE2__)
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(
      _mm_loadu_si128((const __m128i *)a), _mm_loadu_si128((const __m128i *)b)));
#elif defined(__ARM_NEON) && defined(__aarch64__)
  return cvl_bits_of(vceqq_u8(vld1q_u8(a), vld1q_u8(b)));
#else
  uint32_t equal = 0;
  for (int i = 0; i < 16; i++) {
    if (a[i] == b[i]) equal |= 1u << i;
  }
  return equal;
#endif
}

// The same for 32 bytes.
static inline uint32_t cvl_equal32(const uint8_t *_Nonnull a, const uint8_t *_Nonnull b) {
  return cvl_equal16(a, b) | (cvl_equal16(a + 16, b + 16) << 16);
}

// Bytes of a block of 16 that have a value.
static inline uint32_t cvl_equal_to16(const uint8_t *_Nonnull p, uint8_t byte) {
#if defined(__SSE2__)
  return (uint32_t)_mm_movemask_epi8(
      _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8((char)byte)));
#elif defined(__ARM_NEON) && defined(__aarch64__)
  return cvl_bits_of(vceqq_u8(vld1q_u8(p), vdupq_n_u8(byte)));
#else
  uint32_t equal = 0;
  for (int i = 0; i < 16; i++) {
    if (p[i] == byte) equal |= 1u << i;
  }
  return equal;
#endif
}

struct cvl_words {
  uint64_t low, high;
};

// The first `count` (0 to 16) of 16 bytes, then zeros. Without a branch, since the lengths of
// texts are not to be guessed.
static inline struct cvl_words cvl_first_bytes(const uint8_t *_Nonnull p, int64_t count) {
  static const uint8_t kept[32] = {
      255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  };
  struct cvl_words bytes, mask;
  memcpy(&bytes, p, 16);
  memcpy(&mask, kept + 16 - count, 16);
  bytes.low &= mask.low;
  bytes.high &= mask.high;
  return bytes;
}

struct cvl_text {
  uint64_t words[4];
};

// The first `count` (0 to 32) of 32 bytes, then zeros; all 32 are read. Without a branch.
static inline struct cvl_text cvl_first_bytes32(const uint8_t *_Nonnull p, int64_t count) {
  static const uint8_t kept[64] = {
      255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
      255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  };
  struct cvl_text bytes, mask;
  memcpy(&bytes, p, 32);
  memcpy(&mask, kept + 32 - count, 32);
  for (int i = 0; i < 4; i++) bytes.words[i] &= mask.words[i];
  return bytes;
}

// MARK: The walk along a line

// What is expected between two values: the raw bytes from the end of one to the start of the next.
struct cvl_place {
  // The 32 bytes from where the text starts; only the first `length` of them are the text.
  uint8_t bytes[32];
  // One bit for each byte of the text. With a bit beyond 32 no bytes match.
  uint64_t wanted;
  uint32_t length;
  // The text is not followed by a value, but by the text of the next place. Only in the places of
  // `cvl_walk_stencil`.
  uint32_t is_part;
};

// A value that was found: its first byte (the opening quote, for a string), and the one after it.
struct cvl_value {
  const uint8_t *_Nonnull start;
  const uint8_t *_Nonnull end;
};

// Walks along a line from `p` (at the opening brace, or after a value) as long as the bytes are
// those of the places, one after the other, each with a value of JSON after it that takes one look:
// a string of plain ASCII without escapes, `true`, `false`, `null`, or a number of at most 31
// characters without sign and exponent. Writes down the values and returns how many there are; the
// first place that does not match, or whose value is another, ends the walk in front of it.
//
// At least 32 bytes after the first line feed are readable. Nothing is taken beyond that line feed.
// The last place must be one that matches nothing.
int32_t cvl_walk(
    const uint8_t *_Nonnull p, const struct cvl_place *_Nonnull places,
    struct cvl_value *_Nonnull values);

// The same, for places of which some are parts of longer texts: what is after such a one is
// written down as an empty value.
int32_t cvl_walk_stencil(
    const uint8_t *_Nonnull p, const struct cvl_place *_Nonnull places,
    struct cvl_value *_Nonnull values);

// The same for four lines at once; see `cvl_walk_rows`.
int32_t cvl_walk_stencil_rows(
    const uint8_t *_Nonnull const *_Nonnull lines, const struct cvl_place *_Nonnull places,
    struct cvl_value *_Nonnull values, int32_t stride);

// The position after the value at `start`, if it is one that a walk takes; NULL if not.
const uint8_t *_Nullable cvl_plain_end(const uint8_t *_Nonnull start);

enum { CVL_ROWS = 4 };

// The same for the starts of four lines at once, place by place: where a value starts is known only
// when the end of the one before is, so a single walk mostly waits; four do not wait for each other.
// Returns how many values were found in each of the lines, in rows of `stride`.
int32_t cvl_walk_rows(
    const uint8_t *_Nonnull const *_Nonnull lines, const struct cvl_place *_Nonnull places,
    struct cvl_value *_Nonnull values, int32_t stride);

// The positions after the next line feeds from `p` on, four at most. Returns how many there are
// before `end`. 64 bytes after `end` are readable.
int32_t cvl_next_lines(
    const uint8_t *_Nonnull p, const uint8_t *_Nonnull end,
    const uint8_t *_Nonnull *_Nonnull lines);

// MARK: Texts

// A text as a table of symbols looks for it. Up to 32 bytes it is known by these and their number; of a longer one,
// `text` is a hash.
struct cvl_key {
  struct cvl_text text;
  const uint8_t *_Nonnull start;
  intptr_t count;
  uint64_t hash;
};

// One place of a table of symbols. A free one is that of the empty text.
struct cvl_symbol_place {
  struct cvl_text text;
  uint32_t count;
  uint32_t symbol;
};

static inline uint64_t cvl_fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

static inline uint64_t cvl_hash_text(
    const struct cvl_text *_Nonnull text, intptr_t count, uint64_t seed) {
  const uint64_t *words = text->words;
  return cvl_fold(words[0] ^ seed, words[1] ^ 0xE7037ED1A0B428DB ^ (uint64_t)count) ^
         cvl_fold(words[2] ^ ~seed, words[3] ^ 0x8EBC6AF09C88C6E3);
}

// Makes the keys of texts, a row of `width` for each of `rows` walks, whose values are in rows of
// `stride`: of the values at `places`, or of `defaults` where a place is negative, the value is
// `null` or the empty text. Begins with key number `from`, and returns the number of the first
// whose value is another, or longer than 32 bytes; that of all if there is none.
//
// 32 bytes from the start of each value on are readable. A default stands between quotes, as a
// value does.
intptr_t cvl_text_keys(
    const struct cvl_value *_Nonnull values, intptr_t stride, intptr_t from, intptr_t rows,
    intptr_t width, const intptr_t *_Nonnull places, const struct cvl_value *_Nonnull defaults,
    uint64_t seed, struct cvl_key *_Nonnull keys);

// Finds the symbols of `rows` rows of `width` keys, from key number `from` on, in a table whose length is one more than
// `mask`; `symbols` has rows of `stride`. Returns the number of the first key that is not there, or is longer than 32
// bytes; that of all keys if there is none.
intptr_t cvl_find_keys(
    const struct cvl_key *_Nonnull keys, intptr_t from, intptr_t rows, intptr_t width,
    const struct cvl_symbol_place *_Nonnull table, uint64_t mask, uint32_t *_Nonnull symbols,
    intptr_t stride);

// Asks for the line of the cache at an address, which is not read and may be anything.
static inline void cvl_prefetch(const void *_Nonnull p) { __builtin_prefetch(p, 1, 3); }

// Memory of large tables, straight from the system: it begins with a page, and grows without being
// copied and without being there twice. What was not written to yet takes none. End the program
// when there is no memory, as Swift's own do.
void *_Nonnull cvl_map(intptr_t bytes);
void *_Nonnull cvl_remap(void *_Nonnull memory, intptr_t bytes, intptr_t larger);
void cvl_unmap(void *_Nonnull memory, intptr_t bytes);

#endif
