import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RoadSettings } from "../domain/findings/settings";

/** What the function is to know of the organization lies beside its code, put there by the deployment: the environment holds 4 KB. */
export function readSettings(): RoadSettings {
  return JSON.parse(readFileSync(join(__dirname, "settings.json"), "utf8")) as RoadSettings; // Written by roadSettings alone.
}
