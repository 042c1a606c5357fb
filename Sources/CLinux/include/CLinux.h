#ifndef C_LINUX_H
#define C_LINUX_H
// What Swift's Glibc module lacks. No _GNU_SOURCE here: it would change types that the
// Glibc module has already seen. Calls that need it are wrapped in CLinux.c.
#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

/// What statx says about a file. Times are nanoseconds since 1970; birth is 0 where unknown.
typedef struct {
  uint64_t device;
  uint64_t inode;
  int64_t size;
  int64_t birth_ns;
  int64_t modified_ns;
  int64_t changed_ns;
  uint32_t mode;
  uint32_t links;
} clinux_facts;

/// Facts of an open file. 0, or the errno.
int clinux_facts_of(int fd, clinux_facts *out);

/// Facts of what a path leads to, through symbolic links. 0, or the errno.
int clinux_facts_at(const char *path, clinux_facts *out);

/// Where the next byte that is not in a hole lies at or after offset. -ENXIO: only holes
/// follow; another negative number: the errno.
int64_t clinux_next_data(int fd, int64_t offset);

/// 1: somebody has the file open for writing; 0: nobody has; -1: cannot be known here.
int clinux_has_writer(int fd);

/// ppoll with a timeout in nanoseconds (negative: none). Like poll: count or -1 with errno.
struct pollfd;
int clinux_poll(struct pollfd *fds, uint32_t count, int64_t timeout_ns);

// Declared only under _GNU_SOURCE in pthread.h.
extern int pthread_setname_np(pthread_t thread, const char *name);

/// Lets all threads allocate from one heap. glibc gives each its own, which grows page by page with a system
/// call for each and keeps what is freed for that thread alone.
void clinux_use_one_heap(void);

/// How many processors this process may run on; 1 if that cannot be said.
int clinux_processors(void);

/// From now on freed memory is kept for later, large blocks too, which glibc otherwise asks the system for and gives back
/// one by one: the system clears every page of them each time.
void clinux_keep_memory(void);

/// Gives freed memory back to the system, and from now on large blocks at once.
void clinux_trim_memory(void);

#endif
