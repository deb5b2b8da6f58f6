// Child processes that share our terminal. We outlive each of them, so that its own teardown is not cut short.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { formatSeconds, say } from "./say.mjs";

const echoMsMax = 1000;

/** Runs steps one after the other; resolves to the exit code of the first that failed, 0 when all were fine. */
export async function runInOrder({ root, steps, goOn }) {
  let firstFailure = 0;
  for (const step of steps) {
    const startedAtMs = performance.now();
    const { code, interrupted } = await run({ ...step, cwd: root, stdio: "inherit" });
    const tookText = formatSeconds(performance.now() - startedAtMs);
    if (goOn) say(`${step.name}: ${code === 0 ? "ok" : `failed with exit code ${code}`}, ${tookText}`);
    if (code !== 0) firstFailure ||= code;
    if (interrupted || (code !== 0 && !goOn)) break;
  }
  return firstFailure;
}

/**
 * Runs a program to its end, whatever signals arrive. SIGTERM is passed on. SIGINT is not passed on when there is a
 * terminal: Ctrl-C has reached the whole foreground group already, and a second signal would read as "hurry up".
 */
export function run({ command, args, cwd, env, stdio, onOutput }) {
  return new Promise((resolve, reject) => {
    let interrupted = false;
    let passedOnAtMs = Number.NEGATIVE_INFINITY;
    const passOn = (signal) => {
      interrupted = true;
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      // npm passes on what CI has sent to the whole group already: the echo of a signal is not a second one.
      if (performance.now() - passedOnAtMs < echoMsMax) return;
      passedOnAtMs = performance.now();
      child.kill("SIGTERM");
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    // Before there is a child: a signal in between would end us and leave it behind.
    for (const signal of signals) process.on(signal, passOn);
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio });
    const done = () => {
      for (const signal of signals) process.off(signal, passOn);
    };
    child.stdout?.on("data", onOutput);
    child.stderr?.on("data", onOutput);
    child.once("error", (error) => {
      done();
      reject(error);
    });
    child.once("close", (code, signal) => {
      done();
      // A shell's convention for a child that died of a signal.
      resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), interrupted });
    });
  });
}
