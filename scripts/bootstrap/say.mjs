/** One line of progress. Standard output is for results. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function formatSeconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
