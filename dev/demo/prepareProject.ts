import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { administrator } from "./administrator";
import { createCallers } from "./callers";
import { preparePulumi } from "./project";

// What `npm run sandbox -- --callers FOLDER` starts: makes the callers of docs/permissions.md in the sandbox that the environment names,
// and a home for Pulumi with the provider. Prints the environment in which they are used, as JSON.
void main(process.argv.slice(2));

async function main([folder = "", config = "", plugin]: string[]): Promise<void> {
  try {
    const file = resolve(config);
    const into = resolve(folder);
    const configuration = parseConfiguration(readFileSync(file, "utf8"), file);
    mkdirSync(into, { recursive: true });
    const pulumi = await preparePulumi(into, plugin);
    const callers = await createCallers(configuration, administrator(), into);
    process.stdout.write(JSON.stringify({ ...pulumi, ...callers }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 3;
  }
}
