import type { Configuration } from "../../domain/configuration/configuration";
import { run } from "../../scripts/main";
import { createCallers, memberAdministrator, type Administrator } from "./callers";
import type { DemoProject } from "./project";

/** The product's command line against a sandbox organization, run in this process by the callers of docs/permissions.md. */
export interface DemoCommands {
  /** What a person would type after `npx`. */
  typed(args: readonly string[]): string;
  /** @returns the exit code. */
  run(args: readonly string[]): Promise<number>;
  firstLook: string[];
  inventory: string[];
  deploy: string[];
  audit: string[];
}

/** @throws if the callers cannot be made in the sandbox. */
export async function prepareCommands(config: Configuration, admin: Administrator, project: DemoProject): Promise<DemoCommands> {
  const env = { ...project.env, ...(await createCallers(config, admin, project.folder)) };
  // Keys and profiles of the shell would win over the profiles of these people.
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
  delete process.env.AWS_SESSION_TOKEN;
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, env);
  const newcomer = ["--profile", "newcomer", "--role-name", memberAdministrator];
  const hidden = ["--stack-config-dir", `${project.folder}/stacks`];
  return {
    typed: (args) => `access-analyzer-org ${args.filter((arg) => !hidden.includes(arg)).join(" ")}`,
    run: (args) => run([process.execPath, "access-analyzer-org", ...args]),
    firstLook: ["audit", ...newcomer],
    inventory: ["inventory", ...newcomer],
    deploy: ["deploy", "--management-profile", "platform", "--profile", "security", ...hidden],
    audit: ["audit", "--profile", "security"],
  };
}
