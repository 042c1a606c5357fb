#define _GNU_SOURCE
#include "CVectorLoads.h"

#include <stdlib.h>
#include <sys/mman.h>

void *cvl_map(intptr_t bytes) {
  void *memory =
      mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) abort();
  return memory;
}

void *cvl_remap(void *memory, intptr_t bytes, intptr_t larger) {
  memory = mremap(memory, (size_t)bytes, (size_t)larger, MREMAP_MAYMOVE);
  if (memory == MAP_FAILED) abort();
  return memory;
}

void cvl_unmap(void *memory, intptr_t bytes) { munmap(memory, (size_t)bytes); }
