import { expect, it } from "vitest";
import { startLoopbackServer } from "./loopback-server.ts";

it("answers with what it is given, and says why when there is no answer", async () => {
  await using server = await startLoopbackServer(async ({ pathname, searchParams }) => {
    if (pathname === "/broken") throw new Error("the disk is gone");
    return { status: 200, headers: { "x-asked": searchParams.get("q") ?? "" }, body: "ünd" };
  });
  const good = await fetch(`${server.url}/any?q=5`);
  expect([good.status, good.headers.get("x-asked"), await good.text()]).toEqual([200, "5", "ünd"]);
  const broken = await fetch(`${server.url}/broken`);
  expect([broken.status, await broken.text()]).toEqual([500, "the disk is gone"]);
});

it("listens on the loopback interface, and not any more once it is disposed", async () => {
  const server = await startLoopbackServer(async () => ({ status: 200, body: "" }));
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await fetch(server.url);
  await server[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await expect(fetch(server.url)).rejects.toThrow();
});
