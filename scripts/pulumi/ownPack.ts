import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder of the policy pack: beside the sources in a clone, beside dist/ in the published package. */
export function ownPackFolder(): string {
  const folders = [join(__dirname, "..", "..", "policypack"), join(__dirname, "..", "..", "..", "policypack")];
  const found = folders.find((folder) => existsSync(join(folder, "PulumiPolicy.yaml")));
  if (found === undefined) throw new Error(`The policy pack is not there (${folders.join(", ")}): install the package again.`);
  return found;
}
