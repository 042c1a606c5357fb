#include "Blocks.h"

FOR_ALL_PROCESSORS
intptr_t cvl_text_keys(
    const struct cvl_value *values, intptr_t stride, intptr_t from, intptr_t rows, intptr_t width,
    const intptr_t *places, const struct cvl_value *defaults, uint64_t seed,
    struct cvl_key *keys) {
  intptr_t row = from / width;
  intptr_t column = from % width;
  struct cvl_key *key = keys + from;
  for (; row < rows; row++, column = 0) {
    for (; column < width; column++, key++) {
      const struct cvl_value *value = values + row * stride + places[column];
      if (places[column] < 0 || *value->start != '"' || value->end - value->start == 2) {
        if (places[column] >= 0 && *value->start != '"' && *value->start != 'n') return key - keys;
        value = defaults + column;
      }
      const uint8_t *start = value->start + 1;
      intptr_t length = value->end - start - 1;
      if (length > 32) return key - keys;
      key->text = cvl_first_bytes32(start, length);
      key->start = start;
      key->count = length;
      key->hash = cvl_hash_text(&key->text, length, seed);
    }
  }
  return key - keys;
}

FOR_ALL_PROCESSORS
intptr_t cvl_find_keys(
    const struct cvl_key *keys, intptr_t from, intptr_t rows, intptr_t width,
    const struct cvl_symbol_place *table, uint64_t mask, uint32_t *symbols, intptr_t stride) {
  intptr_t row = from / width;
  intptr_t column = from % width;
  const struct cvl_key *key = keys + from;
  for (; row < rows; row++, column = 0) {
    for (; column < width; column++, key++) {
      if (key->count > 32) return key - keys;
      const struct cvl_symbol_place *place;
      for (uint64_t index = key->hash;; index++) {
        place = table + (index & mask);
        uint32_t equal = BITS(BLOCK(&place->text) == BLOCK(&key->text));
        if (equal == UINT32_MAX && place->count == (uint32_t)key->count) break;
        if (place->count == 0) return key - keys;
      }
      symbols[row * stride + column] = place->symbol;
    }
  }
  return key - keys;
}
