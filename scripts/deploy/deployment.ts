import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import type { CredentialOptions, FileOptions, ManagementCredentialOptions } from "../options";
import type { PolicyPack, PulumiProject } from "../pulumi";
import type { Callers } from "./callers";
import type { FileBackend } from "./fileBackend";
import type { Part } from "./part";
import type { ProgressBoard } from "./progressBoard";

export interface DeployCommandOptions extends FileOptions, CredentialOptions, ManagementCredentialOptions {
  only?: Part;
  preview: boolean;
  everyStack: boolean;
  stacks?: string[];
  policyPack?: string;
  policyPackConfig?: string;
  parallel?: number;
  wait: number;
  writeInventory: boolean;
  moveAdministrator: boolean;
  stackTimeout?: number;
  stackConfigDir?: string;
  secretsProvider?: string;
  recreateRoles: AccountId[];
  yes: boolean;
  json: boolean;
}

/** One run of `deploy`: what it was given and what it works with. */
export interface Deployment {
  options: DeployCommandOptions;
  config: Configuration;
  file: string;
  written: Inventory;
  /** YYYY-MM-DD, UTC. */
  today: string;
  project: PulumiProject;
  /** Where the state is a folder, and may be written to. */
  backend?: FileBackend;
  /** The policy pack, with its configuration for these files. */
  pack: PolicyPack;
  signal: AbortSignal;
  callers: Callers;
  board: ProgressBoard;
}
