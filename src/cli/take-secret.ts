/** Value of an environment variable that holds a secret. It is taken out, so that no program started later inherits it. */
export function takeSecret(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value;
}
