import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { readAnalyzers } from "../../aws/analyzerReader";
import { describeError } from "../../aws/callErrors";
import { Calls } from "../../aws/calls";
import { defaultConcurrency, enterAccount } from "../../aws/inventoryReader";
import type { Region } from "../../domain/identifiers";
import type { ExistingAnalyzer, Readable } from "../../domain/inventory/inventory";
import type { PlannedProject } from "../../domain/plan/changedStacks";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { readConfiguration, readInventoryFile } from "../files/inputFiles";
import { readingBy } from "./callers";
import type { Deployment } from "./deployment";
import type { FileBackend } from "./fileBackend";
import type { Looked } from "./lookFirst";
import { packFingerprint, programFingerprint } from "./programFingerprint";
import type { Fingerprint } from "./proven";
import { sha256 } from "./provenRecords";
import type { RollOutOptions } from "./rollOut";
import type { SparingOptions } from "./sparing";

/** What a run of `deploy` goes by when it spares the engine. */
export function deploymentSparing(
  deployment: Deployment,
  { live, asked }: Looked,
  backend: FileBackend,
  isFresh: RollOutOptions["isFresh"],
): SparingOptions {
  const { options, config, project, pack, file, today, callers } = deployment;
  const texts = () => [options.config, file].map((path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined));
  const first = texts();
  // Read anew, as the programs do: another text may stand there than this run began with.
  const planned = plannedIn(deployment);
  const accounts = new Map(live.accounts.map((account) => [account.id, account]));
  return {
    backend,
    everyStack: options.everyStack,
    project: () => (isDeepStrictEqual(texts(), first) && new Date().toISOString().slice(0, 10) === today ? planned : undefined),
    shared: () => {
      try {
        const program = programFingerprint(project.folder, project.env ?? process.env);
        if ("unreadable" in program) return program;
        if (project.engine.version === undefined) return { unreadable: "the engine does not tell its version" };
        return { read: { program: program.read, policies: policies(), engine: project.engine.version } };
      } catch (error) {
        return { unreadable: describeError(error) };
      }
    },
    whyNot: (account) => {
      const found = accounts.get(account);
      if (found?.state !== "ACTIVE" || asked?.has(account) === false) return "its account was not looked into before the roll-out";
      if (isFresh?.(account)) return "its roles were made anew in this run";
      const unread = [found.regions, ...found.analyzers.map((place) => place.found)].find((one) => "unreadable" in one);
      return unread !== undefined && "unreadable" in unread ? `its account could not be read as a whole: ${unread.unreadable}` : undefined;
    },
    live: async (account, regions, signal) => {
      const reading = readingBy(callers, config);
      const calls = new Calls(defaultConcurrency, reading.session.settings, signal);
      const inside = await enterAccount(reading, account, calls);
      const read = async (region: Region): Promise<[Region, Readable<ExistingAnalyzer[]>]> => [
        region,
        "read" in inside ? await readAnalyzers(inside.read, region, calls, { withArchiveRules: true }) : inside,
      ];
      return new Map(await Promise.all(regions.map(read)));
    },
  };

  /** A pack or settings of somebody's own may go by the day, and by anything in the two files. */
  function policies(): Fingerprint["policies"] {
    const isOwn = options.policyPack === undefined && options.policyPackConfig === undefined;
    const settings = pack.config === undefined ? "" : readFileSync(pack.config, "utf8");
    return sha256(JSON.stringify([packFingerprint(pack.folder), settings, ...(isOwn ? [] : [today, ...first])]));
  }
}

function plannedIn({ options, file, today }: Deployment): PlannedProject {
  const config = readConfiguration(options);
  const inventory = readInventoryFile(file);
  return { config, inventory, plan: coveragePlan(config, inventory, today) };
}
