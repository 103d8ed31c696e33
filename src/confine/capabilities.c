#include "confine/capabilities.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a program that is run could have again. Who may not take it away has no way to it either. */
static int bound_programs(uint64_t keep)
{
	for (int c = 0; prctl(PR_CAPBSET_READ, c, 0, 0, 0) >= 0; c++)
		if (!(keep >> c & 1) && prctl(PR_CAPBSET_DROP, c, 0, 0, 0) && errno != EPERM)
			return -1;
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

/* There is no function of the C library for these two. */
static int bound_process(uint64_t keep)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct had[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, had))
		return -1;
	for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		had[i].permitted &= (uint32_t)(keep >> (32 * i));
		had[i].effective = had[i].permitted;
		had[i].inheritable = 0;
	}
	return (int)syscall(SYS_capset, &head, had);
}

int capabilities_keep(const int *keep, size_t n, struct err *e)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++)
		set |= UINT64_C(1) << keep[i];
	if (bound_programs(set) || bound_process(set))
		return err_set(e, WEIR_EIO, "cannot give up capabilities: %s", strerror(errno));
	return 0;
}
