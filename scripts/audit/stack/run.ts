import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../../domain/errors";
import { roleOfStack } from "../../../domain/plan/stackName";
import { analyzerToken } from "../../../domain/requiredCover/stackAnalyzers";
import { inventoryFile, readConfiguration } from "../../files/inputFiles";
import { withTemporaryFolder } from "../../files/temporaryFolder";
import type { FileOptions } from "../../options";
import { packConfiguration, readPackSettings, type PackSettings } from "../../packConfig/packConfiguration";
import {
  analyzeState,
  commandProject,
  exportState,
  judged,
  listStacks,
  ownPackFolder,
  type ExportedResource,
  type OperationResult,
  type PulumiProject,
} from "../../pulumi";
import { exitCode } from "../../terminal/exitCodes";
import { interruption } from "../../terminal/interruption";
import { styleOf } from "../../terminal/style";
import { renderStackAudit, type StackAudit } from "./report";

export interface StackAuditOptions extends FileOptions {
  stack: string;
  policyPackConfig?: string;
  json: boolean;
}

/** The recorded state of one stack beside the policy pack. Calls nothing of AWS but what reading the state needs. */
export async function runStackAudit(options: StackAuditOptions): Promise<number> {
  const { stack } = options;
  const own = options.policyPackConfig === undefined ? {} : readPackSettings(options.policyPackConfig);
  const inventory = inventoryFile(options);
  const project = await commandProject({ ...options, preview: true }, inventory);
  if (!(await listStacks(project)).some(({ name }) => name === stack))
    throw new InputError(`There is no stack ${stack} in Pulumi's backend. \`pulumi stack ls\` shows those of this project.`);
  const isOurs = roleOfStack(stack) !== undefined && existsSync(options.config);
  const settings = isOurs ? packConfiguration(readConfiguration(options), { configuration: options.config, inventory }, own) : own;
  const audit = await auditStack(project, stack, settings, isOurs);
  process.stdout.write(
    options.json ? `${JSON.stringify({ version: 1, ...audit }, undefined, 2)}\n` : renderStackAudit(audit, styleOf(process.stdout)),
  );
  return audit.exitCode;
}

async function auditStack(project: PulumiProject, stack: string, settings: PackSettings, isOurs: boolean): Promise<StackAudit> {
  const { resources } = await exportState(project, stack);
  const managed = resources.filter(({ type, external }) => !external && !isOfPulumi(type));
  const off = Object.entries(settings).flatMap(([policy, its]) => (isDisabled(its) ? [policy] : []));
  const seen = { stack, resources: managed.length, off };
  if (managed.length === 0) return { ...seen, violations: [], notes: [], exitCode: exitCode.asPlanned };
  const read = resources.filter(({ external }) => external).map(({ urn }) => urn);
  const result = await withTemporaryFolder((folder) => {
    const config = join(folder, "policies.json");
    writeFileSync(config, JSON.stringify(leavingOut(settings, read)));
    return analyzeState(project, stack, { folder: ownPackFolder(), config }, { signal: interruption() });
  });
  const said = (judged(result).violations ?? []).filter(({ urn }) => urn === undefined || !read.includes(urn));
  const deletable = managed.filter(isDeletable);
  const violations = [
    ...said.filter(({ level }) => level === "mandatory"),
    ...(isOurs ? deletable.map((resource) => deletion(resource, "mandatory")) : []),
  ];
  const notes = [
    ...said.filter(({ level }) => level === "advisory"),
    ...(isOurs ? [] : deletable.map((resource) => deletion(resource, "advisory"))),
  ];
  const unjudged = whyUnjudged(result);
  const code = violations.length > 0 ? exitCode.drift : unjudged !== undefined ? exitCode.partial : exitCode.asPlanned;
  return { ...seen, violations, notes, ...(unjudged === undefined ? {} : { unjudged }), exitCode: code };
}

function isOfPulumi(type: string): boolean {
  return type.startsWith("pulumi:");
}

function isDisabled(settings: PackSettings[string]): boolean {
  return (typeof settings === "string" ? settings : settings["enforcementLevel"]) === "disabled";
}

/** The policies that judge a stack as a whole; what the others say of single resources is left out afterwards. */
function leavingOut(settings: PackSettings, leaveOut: string[]): PackSettings {
  const wholes = ["analyzer-required", "analyzer-required-notes", "plan-complete", "findings-road-intact", "findings-road-intact-notes"];
  const added = wholes.map((name) => {
    const its = settings[name];
    return [name, { ...(typeof its === "string" ? { enforcementLevel: its } : its), leaveOut }] as const;
  });
  return leaveOut.length === 0 ? settings : { ...settings, ...Object.fromEntries(added) };
}

/** An engine that fails without a mandatory violation has judged nothing, or not all. */
function whyUnjudged({ succeeded, violations, diagnostics, stderr, exitCode: code }: OperationResult): string | undefined {
  if (succeeded || violations.some(({ level }) => level === "mandatory")) return undefined;
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return errors.join("\n") || stderr.trim() || `pulumi ended with exit code ${code}`;
}

/** A policy pack cannot see the options of resources. */
function isDeletable({ type, retainOnDelete }: ExportedResource): boolean {
  return type === analyzerToken && !retainOnDelete;
}

function deletion({ urn }: ExportedResource, level: "advisory" | "mandatory"): StackAudit["violations"][number] {
  return {
    policy: "retain-on-delete",
    level,
    urn,
    message: `The analyzer ${urn.slice(urn.lastIndexOf("::") + 2)} would be deleted with its findings when it leaves the program. Give it retainOnDelete: true and run \`pulumi up\`.`,
  };
}
