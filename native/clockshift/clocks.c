// Only clocks that tell what time it is can be moved. Not those that tell how much has passed (MONOTONIC, BOOTTIME and
// their kin): the kernel promises that they never jump, and what a program waits for would still go by the true ones.
// Not CPU clocks: they count work, not time.
#include "clockshift.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const struct movable_clock movable_clocks[CLOCKS] = {
	{"CLOCK_REALTIME", CLOCK_REALTIME},
	{"CLOCK_REALTIME_COARSE", CLOCK_REALTIME_COARSE},
	{"CLOCK_REALTIME_ALARM", CLOCK_REALTIME_ALARM},
};

// 200 years: the sum with the present time stays within 64 bits.
static const int64_t offset_ns_max = 200LL * 365 * 86400 * 1000000000;

int clock_position(int id)
{
	for (int i = 0; i < CLOCKS; i++)
		if (movable_clocks[i].id == id)
			return i;
	return -1;
}

static int position_of_name(const char *name, size_t length)
{
	for (int i = 0; i < CLOCKS; i++)
		if (strlen(movable_clocks[i].name) == length && memcmp(movable_clocks[i].name, name, length) == 0)
			return i;
	return -1;
}

const char *parse_offsets(const char *text, int64_t offset_ns[CLOCKS])
{
	int64_t parsed[CLOCKS] = {0};

	for (text += strspn(text, " \n"); *text != '\0'; text += strspn(text, " \n")) {
		size_t length = strcspn(text, "= \n");
		if (text[length] != '=')
			return "expected <clock>=<nanoseconds>";
		int position = position_of_name(text, length);
		if (position < 0)
			return "this clock cannot be moved";
		const char *digits = text + length + 1;
		if (*digits != '-' && (*digits < '0' || *digits > '9'))
			return "the offset is not a whole number of nanoseconds";
		char *end;
		errno = 0;
		long long ns = strtoll(digits, &end, 10);
		if (end == digits || (*end != '\0' && *end != ' ' && *end != '\n'))
			return "the offset is not a whole number of nanoseconds";
		if (errno == ERANGE || ns > offset_ns_max || ns < -offset_ns_max)
			return "the offset is more than 200 years";
		parsed[position] = ns;
		text = end;
	}
	memcpy(offset_ns, parsed, sizeof parsed);
	return NULL;
}
