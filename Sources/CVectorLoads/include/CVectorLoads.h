#ifndef C_VECTOR_LOADS_H
#define C_VECTOR_LOADS_H

// Swift has no "which of these bytes are equal" instruction that ends in an integer (movemask), and
// what it offers instead costs twice the instructions. These few functions are that instruction:
// pure, inlined into their callers, without state. SSE2 is part of every x86-64, NEON of every
// arm64; elsewhere plain C does the same.
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

#endif
