/**
 * Where the nodes of the backends netns and docker have their addresses, a network of 256 for each run. RFC 2544 keeps
 * this range for benchmarks of network devices, so nobody's own network is in it, as might be with private addresses.
 */
export const podRange = "198.18.0.0/15";
