// Preloaded into a process (LD_PRELOAD), it appends a line to $WATCH_LOG for every network socket that is opened, every
// host name that is looked up and every file that is created, whether JavaScript or native code does it.
#include <arpa/inet.h>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <string>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {
void report(const char *kind, const char *what) {
  const char *log = getenv("WATCH_LOG");
  if (log == nullptr) return;
  const std::string line = std::string(kind) + " " + (what ? what : "") + "\n";
  const int file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  syscall(SYS_write, file, line.data(), line.size());
  syscall(SYS_close, file);
}

template <typename Function> Function next(const char *name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}
} // namespace

extern "C" {
int socket(int domain, int type, int protocol) noexcept {
  if (domain == AF_INET || domain == AF_INET6) report("socket", domain == AF_INET ? "IPv4" : "IPv6");
  return next<int (*)(int, int, int)>("socket")(domain, type, protocol);
}

int getaddrinfo(const char *host, const char *service, const addrinfo *hints, addrinfo **found) {
  report("lookup", host);
  return next<int (*)(const char *, const char *, const addrinfo *, addrinfo **)>("getaddrinfo")(host, service, hints,
                                                                                                 found);
}

#define OPEN(name)                                                                                                     \
  int name(const char *path, int flags, ...) {                                                                         \
    va_list arguments;                                                                                                 \
    va_start(arguments, flags);                                                                                        \
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;                                 \
    va_end(arguments);                                                                                                 \
    if (flags & O_CREAT) report("create", path);                                                                       \
    return next<int (*)(const char *, int, ...)>(#name)(path, flags, mode);                                            \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                                                   \
  int name(int folder, const char *path, int flags, ...) {                                                             \
    va_list arguments;                                                                                                 \
    va_start(arguments, flags);                                                                                        \
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;                                 \
    va_end(arguments);                                                                                                 \
    if (flags & O_CREAT) report("create", path);                                                                       \
    return next<int (*)(int, const char *, int, ...)>(#name)(folder, path, flags, mode);                               \
  }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name)                                                                                                    \
  FILE *name(const char *path, const char *mode) {                                                                     \
    if (mode[0] != 'r') report("create", path);                                                                        \
    return next<FILE *(*)(const char *, const char *)>(#name)(path, mode);                                             \
  }
FOPEN(fopen)
FOPEN(fopen64)
}
