// One line in, one line out: `set CLOCK_REALTIME=<ns> ...` replaces all offsets and is answered `ok`, `status` is
// answered with JSON, anything else with `error <why>`. No client can hold the supervisor up: nothing here waits.
#include "clockshift.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char *read_offsets_file(struct clocks *clocks)
{
	int file = open("offsets", O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return NULL;
	char text[OFFSET_TEXT_MAX];
	ssize_t length = read(file, text, sizeof text - 1);
	close(file);
	if (length < 0)
		return "the offsets file cannot be read";
	text[length] = '\0';
	return parse_offsets(text, clocks->offset_ns);
}

const char *open_control(struct control *control, const char *dir, struct clocks *clocks)
{
	control->socket = -1;
	for (int i = 0; i < CLIENTS_MAX; i++)
		control->clients[i].socket = -1;
	if (dir == NULL)
		return NULL;
	// A relative name, because the path of a socket may not be longer than 107 bytes. One that is left from the start
	// before is in the way.
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "socket"};
	// Its parent is there: a run's directory, or a mount. If this cannot be made, it cannot be entered either.
	mkdir(dir, 0700);
	if (chdir(dir) != 0)
		return "the control directory cannot be entered";
	unlink(name.sun_path);
	control->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (control->socket < 0 || bind(control->socket, (struct sockaddr *)&name, sizeof name) != 0 ||
	    listen(control->socket, CLIENTS_MAX) != 0)
		return "the control socket cannot be made";
	const char *wrong = read_offsets_file(clocks);
	if (chdir("/") != 0)
		return "the root directory cannot be entered";
	return wrong;
}

void accept_client(struct control *control)
{
	int client = accept4(control->socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (client < 0)
		return;
	for (int i = 0; i < CLIENTS_MAX; i++) {
		if (control->clients[i].socket >= 0)
			continue;
		control->clients[i].socket = client;
		control->clients[i].length = 0;
		return;
	}
	close(client);
}

static void print_counts(FILE *out, const char *name, const uint64_t counts[CLOCKS])
{
	fprintf(out, ",\"%s\":{", name);
	for (int i = 0; i < CLOCKS; i++)
		fprintf(out, "%s\"%s\":%" PRIu64, i == 0 ? "" : ",", movable_clocks[i].name, counts[i]);
	fputc('}', out);
}

static void print_status(FILE *out, const struct clocks *clocks)
{
	fprintf(out, "{\"version\":\"" CLOCKSHIFT_VERSION "\",\"offsetsMs\":{");
	for (int i = 0; i < CLOCKS; i++) {
		const int64_t ns = clocks->offset_ns[i];
		fprintf(out, "%s\"%s\":%s%lld.%06lld", i == 0 ? "" : ",", movable_clocks[i].name, ns < 0 ? "-" : "",
			llabs(ns) / 1000000, llabs(ns) % 1000000);
	}
	fputc('}', out);
	print_counts(out, "moved", clocks->moved);
	print_counts(out, "passed", clocks->passed);
	fprintf(out, ",\"missed\":%" PRIu64 ",\"unhiddenExecs\":%" PRIu64 "}\n", clocks->missed, unhidden_execs());
}

static void answer_line(int client, const char *line, struct clocks *clocks)
{
	char text[1024];
	FILE *out = fmemopen(text, sizeof text, "w");
	if (out == NULL)
		return;
	const char *wrong = "expected `set <clock>=<nanoseconds> ...` or `status`";
	if (strcmp(line, "status") == 0) {
		print_status(out, clocks);
	} else {
		if (strncmp(line, "set", 3) == 0 && (line[3] == ' ' || line[3] == '\0'))
			wrong = parse_offsets(line + 3, clocks->offset_ns);
		if (wrong == NULL)
			fputs("ok\n", out);
		else
			fprintf(out, "error %s\n", wrong);
	}
	const long length = ftell(out);
	fclose(out);
	// A client that does not take its answer does not get it.
	send(client, text, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void drop_client(struct control *control, int index)
{
	close(control->clients[index].socket);
	control->clients[index].socket = -1;
}

void serve_client(struct control *control, int index, struct clocks *clocks)
{
	const int client = control->clients[index].socket;
	char *line = control->clients[index].line;
	size_t *length = &control->clients[index].length;
	ssize_t received = recv(client, line + *length, sizeof control->clients[index].line - *length, 0);
	if (received <= 0) {
		drop_client(control, index);
		return;
	}
	*length += (size_t)received;
	for (char *end; (end = memchr(line, '\n', *length)) != NULL;) {
		*end++ = '\0';
		answer_line(client, line, clocks);
		*length -= (size_t)(end - line);
		memmove(line, end, *length);
	}
	if (*length == sizeof control->clients[index].line)
		drop_client(control, index);
}
