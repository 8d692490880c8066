/* Records, in the order in which they happened, the calls by which a process changes what is below one folder.

   LD_PRELOAD=this POWERCUT_FOLDER=/absolute/folder POWERCUT_LOG=/elsewhere/log program …

   One call at a time: each is made and written down under one lock, so the log's order is the order of the effects.
   A record is a line, then the bytes that it announces: "W fd offset length\n…". powercut.py reads it, and compares what
   it comes to with the folder itself, so a call that this file does not know cannot go unnoticed. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 65536
#define ENTER pthread_mutex_lock(&turn)
#define LEAVE do { int kept = errno; pthread_mutex_unlock(&turn); errno = kept; } while (0)

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static size_t length;
static int target = -1;
static char known[MOST];

__attribute__((constructor)) static void begin(void) {
  const char *where = getenv("POWERCUT_FOLDER"), *to = getenv("POWERCUT_LOG");
  if (!where || !to) return;
  length = (size_t)snprintf(folder, sizeof folder, "%s/", where);
  target = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static void put(const void *data, size_t size) {
  const char *rest = data;
  while (size) {
    long done = syscall(SYS_write, target, rest, size);
    if (done <= 0) abort();
    rest += done;
    size -= (size_t)done;
  }
}

static void say(const char *form, ...) {
  char line[2 * PATH_MAX + 64];
  va_list values;
  va_start(values, form);
  int size = vsnprintf(line, sizeof line, form, values);
  va_end(values);
  int kept = errno;
  put(line, (size_t)size);
  errno = kept;
}

/* The absolute path into `out`; is it below the folder, or the folder itself? */
static int below(int base, const char *path, char *out) {
  char link[64];
  ssize_t size = 0;
  if (target < 0) return 0;
  if (path[0] != '/') {
    if (base == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", base);
    size = readlink(link, out, PATH_MAX - 2);
    if (size < 0) return 0;
    out[size++] = '/';
  }
  snprintf(out + size, (size_t)(PATH_MAX - size), "%s", path);
  return !strncmp(out, folder, length) || (strlen(out) == length - 1 && !strncmp(out, folder, length - 1));
}

static int opening(int base, const char *path, int flags, mode_t mode) {
  char full[PATH_MAX];
  int mine = below(base, path, full);
  ENTER;
  int fd = (int)syscall(SYS_openat, base, path, flags | O_LARGEFILE, mode);
  if (fd < 0) fd = -1;
  else if (fd < MOST) {
    known[fd] = (char)mine;
    if (mine) say("O %d %d %s\n", fd, flags, full);
  }
  LEAVE;
  return fd;
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) \
  { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
int open(const char *path, int flags, ...) { MODE return opening(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opening(AT_FDCWD, path, flags, mode); }
int openat(int base, const char *path, int flags, ...) { MODE return opening(base, path, flags, mode); }
int openat64(int base, const char *path, int flags, ...) { MODE return opening(base, path, flags, mode); }

int close(int fd) {
  ENTER;
  if (fd >= 0 && fd < MOST && known[fd]) { known[fd] = 0; say("X %d\n", fd); }
  int done = (int)syscall(SYS_close, fd);
  LEAVE;
  return done;
}

static int mine(int fd) { return fd >= 0 && fd < MOST && known[fd]; }

ssize_t write(int fd, const void *data, size_t size) {
  if (!mine(fd)) return syscall(SYS_write, fd, data, size);
  ENTER;
  int end = fcntl(fd, F_GETFL) & O_APPEND;
  off_t at = lseek(fd, 0, end ? SEEK_END : SEEK_CUR);
  ssize_t done = syscall(SYS_write, fd, data, size);
  if (done > 0) { say("W %d %lld %lld\n", fd, (long long)at, (long long)done); put(data, (size_t)done); }
  LEAVE;
  return done;
}

static ssize_t placed(int fd, const void *data, size_t size, off_t at) {
  if (!mine(fd)) return syscall(SYS_pwrite64, fd, data, size, at);
  ENTER;
  ssize_t done = syscall(SYS_pwrite64, fd, data, size, at);
  if (done > 0) { say("W %d %lld %lld\n", fd, (long long)at, (long long)done); put(data, (size_t)done); }
  LEAVE;
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return placed(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return placed(fd, data, size, at); }

static int cut(int fd, off_t size) {
  ENTER;
  int done = (int)syscall(SYS_ftruncate, fd, size);
  if (!done && mine(fd)) say("T %d %lld\n", fd, (long long)size);
  LEAVE;
  return done;
}
int ftruncate(int fd, off_t size) { return cut(fd, size); }
int ftruncate64(int fd, off64_t size) { return cut(fd, size); }

static int synced(int fd, long call) {
  ENTER;
  int done = (int)syscall(call, fd);
  if (!done && mine(fd)) say("S %d\n", fd);
  LEAVE;
  return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int rename(const char *old, const char *new) {
  char from[PATH_MAX], to[PATH_MAX];
  int inside = below(AT_FDCWD, old, from) + below(AT_FDCWD, new, to);
  if (inside == 1) abort(); /* from or to somewhere else: there is no model of that */
  ENTER;
  int done = (int)syscall(SYS_renameat, AT_FDCWD, old, AT_FDCWD, new);
  if (!done && inside) say("R %s\t%s\n", from, to);
  LEAVE;
  return done;
}

static int removing(int base, const char *path, int flags) {
  char full[PATH_MAX];
  int inside = below(base, path, full);
  ENTER;
  int done = (int)syscall(SYS_unlinkat, base, path, flags);
  if (!done && inside) say("U %s\n", full);
  LEAVE;
  return done;
}
int unlink(const char *path) { return removing(AT_FDCWD, path, 0); }
int unlinkat(int base, const char *path, int flags) { return removing(base, path, flags); }
int rmdir(const char *path) { return removing(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdir(const char *path, mode_t mode) {
  char full[PATH_MAX];
  int inside = below(AT_FDCWD, path, full);
  ENTER;
  int done = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  if (!done && inside) say("M %s\n", full);
  LEAVE;
  return done;
}
