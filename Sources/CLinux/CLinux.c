#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(struct statx_timestamp t) {
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int facts(int fd, const char *path, int flags, clinux_facts *out) {
  struct statx s;
  if (statx(fd, path, flags, STATX_BASIC_STATS | STATX_BTIME, &s) != 0) return errno;
  memset(out, 0, sizeof *out);
  out->device = makedev(s.stx_dev_major, s.stx_dev_minor);
  out->inode = s.stx_ino;
  out->size = (int64_t)s.stx_size;
  out->birth_ns = (s.stx_mask & STATX_BTIME) ? nanoseconds(s.stx_btime) : 0;
  out->modified_ns = nanoseconds(s.stx_mtime);
  out->changed_ns = nanoseconds(s.stx_ctime);
  out->mode = s.stx_mode;
  out->links = s.stx_nlink;
  return 0;
}

int clinux_facts_of(int fd, clinux_facts *out) { return facts(fd, "", AT_EMPTY_PATH, out); }

int clinux_facts_at(const char *path, clinux_facts *out) {
  return facts(AT_FDCWD, path, 0, out);
}

int64_t clinux_next_data(int fd, int64_t offset) {
  off_t found = lseek(fd, offset, SEEK_DATA);
  return found < 0 ? -(int64_t)errno : (int64_t)found;
}

int clinux_has_writer(int fd) {
  // A read lease is granted only while nobody has the file open for writing. It is given back
  // at once; should a writer arrive in between, the kernel tells us with a signal, which by
  // default would be SIGIO and would end the process: SIGURG is ignored by default.
  fcntl(fd, F_SETSIG, SIGURG);
  if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return 0;
  }
  return errno == EAGAIN ? 1 : -1;
}

int clinux_poll(struct pollfd *fds, uint32_t count, int64_t timeout_ns) {
  struct timespec t = {timeout_ns / 1000000000LL, timeout_ns % 1000000000LL};
  return ppoll(fds, count, timeout_ns < 0 ? NULL : &t, NULL);
}

void clinux_use_one_heap(void) { mallopt(M_ARENA_MAX, 1); }

int clinux_processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

void clinux_keep_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

void clinux_trim_memory(void) {
  // What glibc begins with.
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  mallopt(M_TRIM_THRESHOLD, 128 << 10);
  malloc_trim(0);
}
