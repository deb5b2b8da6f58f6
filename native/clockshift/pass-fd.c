// See SCM_RIGHTS in unix(7).
#include "clockshift.h"

#include <string.h>
#include <sys/socket.h>

union ancillary {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

int send_descriptor(int over, int descriptor)
{
	char something = 'd';
	struct iovec content = {&something, 1};
	union ancillary ancillary = {0};
	struct msghdr message = {
		.msg_iov = &content, .msg_iovlen = 1,
		.msg_control = ancillary.bytes, .msg_controllen = sizeof ancillary.bytes,
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof descriptor);
	memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
	return sendmsg(over, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

int receive_descriptor(int over)
{
	char something;
	struct iovec content = {&something, 1};
	union ancillary ancillary = {0};
	struct msghdr message = {
		.msg_iov = &content, .msg_iovlen = 1,
		.msg_control = ancillary.bytes, .msg_controllen = sizeof ancillary.bytes,
	};
	if (recvmsg(over, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header == NULL || header->cmsg_type != SCM_RIGHTS)
		return -1;
	int descriptor;
	memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
	return descriptor;
}
