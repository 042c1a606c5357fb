#include "Blocks.h"

// Returns the position after the closing quote of the string whose opening quote is at `start`;
// NULL when there is anything but plain ASCII before it.
INLINE const uint8_t *string_end(const uint8_t *start) {
  const uint8_t *p = start + 1;
  for (;; p += sizeof(block)) {
    block text = BLOCK(p);
    // The signed comparison takes bytes from 0x80 on for negative, so one does for both ends.
    uint32_t marks = BITS(
        (text == '"') | (text == '\\') | (__builtin_bit_cast(signed_block, text) < 0x20));
    if (marks == 0) continue;
    p += __builtin_ctz(marks);
    return *p == '"' ? p + 1 : NULL;
  }
}

// Returns the position after the number that starts with a digit at `start`; NULL when it has an
// exponent, is longer than a block or no number of JSON.
INLINE const uint8_t *number_end(const uint8_t *start) {
  uint32_t others = BITS((BLOCK(start) - '0') > 9);
  if (others == 0) return NULL;
  const uint8_t *end = start + __builtin_ctz(others);
  if (*start == '0' && end - start > 1) return NULL;
  if (*end == '.') {
    const uint8_t *point = end;
    others &= others - 1;
    if (others == 0) return NULL;
    end = start + __builtin_ctz(others);
    if (end == point + 1) return NULL;
  }
  return (*end | 0x20) == 'e' ? NULL : end;
}

INLINE const uint8_t *literal_end(const uint8_t *start) {
  if (memcmp(start, "true", 4) == 0 || memcmp(start, "null", 4) == 0) return start + 4;
  return memcmp(start, "false", 5) == 0 ? start + 5 : NULL;
}

INLINE const uint8_t *value_end(const uint8_t *start) {
  if (*start == '"') return string_end(start);
  if ((uint8_t)(*start - '0') <= 9) return number_end(start);
  return literal_end(start);
}

// Takes one key and value at `p`, which moves after them. Not when the key is another or the value
// is not plain.
INLINE int take(const uint8_t **p, const struct cvl_place *place, struct cvl_value *value) {
  uint64_t equal = BITS(BLOCK(*p) == BLOCK(place->bytes));
  if ((place->wanted & ~equal) != 0) return 0;
  value->start = *p + place->length;
  const uint8_t *end = value_end(value->start);
  if (end == NULL) return 0;
  value->end = *p = end;
  return 1;
}

FOR_ALL_PROCESSORS
const uint8_t *cvl_plain_end(const uint8_t *start) { return value_end(start); }

FOR_ALL_PROCESSORS
int32_t cvl_walk(
    const uint8_t *p, const struct cvl_place *places, struct cvl_value *values) {
  int32_t count = 0;
  while (take(&p, places + count, values + count)) count++;
  return count;
}

// The same, also for a text that has no value after it.
INLINE int take_part(
    const uint8_t **p, const struct cvl_place *place, struct cvl_value *value) {
  uint64_t equal = BITS(BLOCK(*p) == BLOCK(place->bytes));
  if ((place->wanted & ~equal) != 0) return 0;
  const uint8_t *end = *p + place->length;
  value->start = end;
  if (!place->is_part) end = value_end(end);
  if (end == NULL) return 0;
  value->end = *p = end;
  return 1;
}

FOR_ALL_PROCESSORS
int32_t cvl_walk_stencil(
    const uint8_t *p, const struct cvl_place *places, struct cvl_value *values) {
  int32_t count = 0;
  while (take_part(&p, places + count, values + count)) count++;
  return count;
}

FOR_ALL_PROCESSORS
int32_t cvl_walk_stencil_rows(
    const uint8_t *const *lines, const struct cvl_place *places, struct cvl_value *values,
    int32_t stride) {
  const uint8_t *p[CVL_ROWS] = {lines[0], lines[1], lines[2], lines[3]};
  for (int32_t count = 0;; count++) {
#pragma clang loop unroll(full)
    for (int row = 0; row < CVL_ROWS; row++) {
      if (!take_part(&p[row], places + count, values + row * stride + count)) return count;
    }
  }
}

FOR_ALL_PROCESSORS
int32_t cvl_walk_rows(
    const uint8_t *const *lines, const struct cvl_place *places, struct cvl_value *values,
    int32_t stride) {
  const uint8_t *p[CVL_ROWS] = {lines[0], lines[1], lines[2], lines[3]};
  for (int32_t count = 0;; count++) {
#pragma clang loop unroll(full)
    for (int row = 0; row < CVL_ROWS; row++) {
      if (!take(&p[row], places + count, values + row * stride + count)) return count;
    }
  }
}

FOR_ALL_PROCESSORS
int32_t cvl_next_lines(const uint8_t *p, const uint8_t *end, const uint8_t **lines) {
  int32_t count = 0;
  for (; p < end; p += 64) {
    uint64_t marks = BITS(BLOCK(p) == '\n') | (uint64_t)BITS(BLOCK(p + 32) == '\n') << 32;
    for (; marks != 0; marks &= marks - 1) {
      const uint8_t *next = p + __builtin_ctzll(marks) + 1;
      if (next > end) return count;
      lines[count++] = next;
      if (count == CVL_ROWS) return count;
    }
  }
  return count;
}
