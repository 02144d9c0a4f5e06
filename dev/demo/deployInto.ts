import { readFileSync } from "node:fs";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { endProcess } from "../../scripts/terminal/endProcess";
import { ensureEngine } from "../engine";
import { administrator } from "./administrator";
import { createProject } from "./project";
import { addNotifications, createSocQueue } from "./road";
import { prepareCommands } from "./rollOut";

// Rolls the stacks out into the sandbox that the environment names: what `npm run sandbox -- --deployed` starts.
void main(process.argv[2]);

async function main(config?: string): Promise<void> {
  // Standard input is the tie to the sandbox: without a sandbox there is nothing to roll out into.
  process.stdin.resume().once("end", () => process.kill(process.pid, "SIGINT"));
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const code = await rollOut(config).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  });
  await endProcess(code);
}

async function rollOut(config?: string): Promise<number> {
  await ensureEngine({ log: (line) => console.log(line) });
  const project = await createProject(config);
  if (config === undefined) addNotifications(project.config);
  try {
    const configuration = parseConfiguration(readFileSync(project.config, "utf8"), project.config);
    if (config === undefined) await createSocQueue(configuration, administrator());
    const commands = await prepareCommands(configuration, administrator(), project);
    return (await commands.run(commands.inventory)) || (await commands.run(commands.deploy));
  } finally {
    project.remove();
  }
}
