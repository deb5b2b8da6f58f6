import { describe, expect, it } from "vitest";
import { DockerError, dockerError } from "./docker-error.ts";

const systemError = (code: string) => Object.assign(new Error(`connect ${code} x`), { code, syscall: "connect" });

const said = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${message}`), { statusCode, json: { message } });

function told(tried: string, cause: unknown): string {
  const { trouble, message, hint, exitCode } = dockerError({ tried, socketPath: "/var/run/docker.sock", cause });
  return `${trouble} (${exitCode}): ${message} | ${hint}`;
}

describe("dockerError", () => {
  it("names what keeps it from the daemon", () => {
    const told3 = ["ENOENT", "EACCES", "ECONNREFUSED"].map((code) => told("list its networks", systemError(code)));
    expect(told3).toMatchInlineSnapshot(`
      [
        "no-socket (4): there is no Docker here: nothing lies at the socket /var/run/docker.sock | Install Docker (on Debian: apt install docker.io) and start it, or set DOCKER_HOST, or choose another --backend.",
        "not-allowed (4): this user may not talk to Docker at /var/run/docker.sock | Add the user to the group \`docker\` and log in anew, or run as root, or choose another --backend.",
        "no-daemon (4): the Docker daemon does not run: nobody listens at /var/run/docker.sock | Start it: \`systemctl start docker\`, or \`dockerd\` as root.",
      ]
    `);
  });

  it("names what the daemon lacks", () => {
    const port =
      "driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:18500 failed: port is already allocated";
    expect([
      told("import image x", said(500, "write /var/lib/docker/x: no space left on device")),
      told("start container x", said(500, port)),
      told("create network x", said(403, "Pool overlaps with other one on this address space")),
      told("pull image x", said(404, "manifest for x:1 not found: manifest unknown: manifest unknown")),
      told(
        "pull image x",
        said(500, 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host'),
      ),
      told("start container x", said(404, "No such container: x")),
      told("start container x", said(500, "OCI runtime create failed:\n  something else")),
    ]).toMatchInlineSnapshot(`
      [
        "disk-full (4): Docker did not import image x: write /var/lib/docker/x: no space left on device | Make room where Docker keeps its images: \`docker system df\` shows what is there.",
        "port-taken (4): Docker did not start container x: driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:18500 failed: port is already allocated | Another program took the port; \`chaindrill sweep\` removes what earlier runs left behind.",
        "subnet-taken (4): Docker did not create network x: Pool overlaps with other one on this address space | Look at \`docker network ls\`: networks that nobody needs go with \`docker network prune\`.",
        "no-image (4): Docker did not pull image x: manifest for x:1 not found: manifest unknown: manifest unknown | Check the image's name and tag with \`docker pull\`, or leave it out and Chaindrill builds one itself.",
        "out-of-reach (4): Docker did not pull image x: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host | Without a way to the registry, load the image with \`docker load\`, or leave it out and Chaindrill builds one itself.",
        "gone (4): Docker did not start container x: No such container: x | Did somebody else remove it? \`docker ps -a\` shows what is there.",
        "refused (4): Docker did not start container x: OCI runtime create failed: something else | The daemon's own log may say more: \`journalctl -u docker\`.",
      ]
    `);
  });

  it("takes ENOENT for a missing socket only where it tried to connect", () => {
    const missing = Object.assign(new Error("ENOENT: no such file, open x"), { code: "ENOENT", syscall: "open" });
    expect(dockerError({ tried: "import image x", socketPath: "/s", cause: missing }).trouble).toBe("refused");
  });

  it("leaves an error alone that says it all", () => {
    const error = new DockerError({ trouble: "refused", message: "no", hint: "ask again" });
    expect(dockerError({ tried: "do it", socketPath: "/s", cause: error })).toBe(error);
  });
});
