import { backendFacts } from "../../run/backend-facts.ts";
import { implementedBackends } from "../../run/run-request.ts";
import { findPlaces } from "../places.ts";
import { doctor } from "./doctor.ts";

/** `chaindrill doctor`. */
export async function doctorCommand(options: { json?: boolean }): Promise<void> {
  const backends = implementedBackends.map(backendFacts);
  const report = await doctor({ json: options.json === true, env: process.env, diskOf: findPlaces().home, backends });
  process.stdout.write(report.text);
  process.exitCode = report.exitCode;
}
