// What a Docker daemon refuses, and why nobody can be asked at all, in words that say what to try.

import { EnvironmentError, errorText } from "../../base/errors.ts";

export type DockerTrouble =
  | "no-socket"
  | "not-allowed"
  | "no-daemon"
  | "disk-full"
  | "port-taken"
  | "subnet-taken"
  | "no-image"
  | "out-of-reach"
  | "gone"
  | "refused";

/** A request to a Docker daemon that was not answered, or not with yes. */
export class DockerError extends EnvironmentError {
  readonly trouble: DockerTrouble;

  constructor(options: { trouble: DockerTrouble; message: string; hint: string; cause?: unknown }) {
    super(options);
    this.trouble = options.trouble;
  }
}

export interface DockerFailure {
  /** What was tried, as a verb phrase: "create network chaindrill-1234". */
  readonly tried: string;
  readonly socketPath: string;
  readonly cause: unknown;
}

/** Names what stood in the way, from the system's error code, or from the daemon's status and words. */
export function dockerError(failure: DockerFailure): DockerError {
  const { tried, socketPath, cause } = failure;
  if (cause instanceof DockerError) return cause;
  const trouble = troubleOf(cause);
  const tellsItself = trouble === "no-socket" || trouble === "not-allowed" || trouble === "no-daemon";
  const message = tellsItself
    ? `${socketTroubles[trouble]} ${socketPath}`
    : `Docker did not ${tried}: ${wordsOf(cause)}`;
  return new DockerError({ trouble, message, hint: hints[trouble], cause });
}

const socketTroubles = {
  "no-socket": "there is no Docker here: nothing lies at the socket",
  "not-allowed": "this user may not talk to Docker at",
  "no-daemon": "the Docker daemon does not run: nobody listens at",
} as const;

const hints: Readonly<Record<DockerTrouble, string>> = {
  "no-socket":
    "Install Docker (on Debian: apt install docker.io) and start it, or set DOCKER_HOST, or choose another --backend.",
  "not-allowed": "Add the user to the group `docker` and log in anew, or run as root, or choose another --backend.",
  "no-daemon": "Start it: `systemctl start docker`, or `dockerd` as root.",
  "disk-full": "Make room where Docker keeps its images: `docker system df` shows what is there.",
  "port-taken": "Another program took the port; `chaindrill sweep` removes what earlier runs left behind.",
  "subnet-taken": "Look at `docker network ls`: networks that nobody needs go with `docker network prune`.",
  "no-image": "Check the image's name and tag with `docker pull`, or leave it out and Chaindrill builds one itself.",
  "out-of-reach":
    "Without a way to the registry, load the image with `docker load`, or leave it out and Chaindrill builds one itself.",
  gone: "Did somebody else remove it? `docker ps -a` shows what is there.",
  refused: "The daemon's own log may say more: `journalctl -u docker`.",
};

/** What the daemon or the system said, in one line. */
export function wordsOf(cause: unknown): string {
  const { json } = cause as { json?: { message?: unknown } };
  const said = typeof json?.message === "string" ? json.message : errorText(cause);
  return said.trim().replaceAll(/\s*\n\s*/g, " ");
}

const wordings: readonly (readonly [RegExp, DockerTrouble])[] = [
  [/no space left on device|disk quota exceeded/i, "disk-full"],
  [/port is already allocated|address already in use|ports are not available/i, "port-taken"],
  [/pool overlaps|non-overlapping ipv4 address pool|overlaps with other one/i, "subnet-taken"],
  [/no such image|manifest unknown|not found: manifest|pull access denied|repository .* not found/i, "no-image"],
  [
    /no such host|i\/o timeout|connection refused|request canceled|temporary failure in name|tls handshake/i,
    "out-of-reach",
  ],
];

const codes: Readonly<Record<string, DockerTrouble>> = {
  ENOENT: "no-socket",
  ENOTSOCK: "no-socket",
  EACCES: "not-allowed",
  EPERM: "not-allowed",
  ECONNREFUSED: "no-daemon",
};

function troubleOf(cause: unknown): DockerTrouble {
  const { code, statusCode, syscall } = cause as { code?: unknown; statusCode?: unknown; syscall?: unknown };
  const known = syscall === "connect" && typeof code === "string" ? codes[code] : undefined;
  if (known !== undefined) return known;
  const words = wordsOf(cause);
  const worded = wordings.find(([pattern]) => pattern.test(words));
  if (worded !== undefined) return worded[1];
  return statusCode === 404 ? "gone" : "refused";
}
