// What k6's runtime has and @types/k6 does not declare. Nothing of a browser or of Node belongs here: k6 has neither.

declare const console: {
  log(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
};
