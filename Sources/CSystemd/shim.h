// libsystemd, and the two kernel calls around it that Swift's Glibc module does not always carry.
#ifndef SPENDWATCH_CSYSTEMD_H
#define SPENDWATCH_CSYSTEMD_H

// Without it the header wraps sd_journal_sendv() into a macro that adds the location in C.
#define SD_JOURNAL_SUPPRESS_LOCATION

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

#endif
