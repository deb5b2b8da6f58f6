import { machineFacts } from "../machine-facts.ts";
import { findPlaces } from "../places.ts";
import { doctor } from "./doctor.ts";

/** `chaindrill doctor`. */
export async function doctorCommand(options: { json?: boolean }): Promise<void> {
  const backends = await machineFacts();
  const report = await doctor({ json: options.json === true, env: process.env, diskOf: findPlaces().home, backends });
  process.stdout.write(report.text);
  process.exitCode = report.exitCode;
}
