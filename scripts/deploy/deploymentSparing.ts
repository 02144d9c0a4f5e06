import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { readAnalyzers } from "../../aws/analyzerReader";
import { describeError } from "../../aws/callErrors";
import { Calls } from "../../aws/calls";
import { defaultConcurrency, enterAccount } from "../../aws/inventoryReader";
import type * as ruleReader from "../../aws/ruleReader";
import type { Session } from "../../aws/sessions";
import type { Region } from "../../domain/identifiers";
import type { Readable } from "../../domain/inventory/inventory";
import type { PlannedProject } from "../../domain/plan/changedStacks";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { readConfiguration, readInventoryFile } from "../files/inputFiles";
import { readingBy } from "./callers";
import type { Deployment } from "./deployment";
import type { FileBackend } from "./fileBackend";
import type { Looked } from "./lookFirst";
import { packFingerprint, programFingerprint } from "./programFingerprint";
import { regionsOf, type Fingerprint } from "./proven";
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
    live: async (account, { specs, scanner }, signal) => {
      const reading = readingBy(callers, config);
      const calls = new Calls(defaultConcurrency, reading.session.settings, signal);
      const inside = await enterAccount(reading, account, calls);
      const inEach = async <T>(regions: readonly Region[], reading: (session: Session, region: Region) => Promise<Readable<T>>) =>
        new Map(
          await Promise.all(
            regions.map(async (region) => [region, "read" in inside ? await reading(inside.read, region) : inside] as const),
          ),
        );
      const rules = new Map(scanner?.rules.map(({ region, name }) => [region, name]));
      return {
        analyzers: await inEach(regionsOf(specs), (session, region) => readAnalyzers(session, region, calls, { withArchiveRules: true })),
        rules: await inEach([...rules.keys()], (session, region) => ruleIn(session, region, rules.get(region) ?? "", calls)),
      };
    },
  };

  /** A pack or settings of somebody's own may go by the day, and by anything in the two files. */
  function policies(): Fingerprint["policies"] {
    const isOwn = options.policyPack === undefined && options.policyPackConfig === undefined;
    const settings = pack.config === undefined ? "" : readFileSync(pack.config, "utf8");
    return sha256(JSON.stringify([packFingerprint(pack.folder), settings, ...(isOwn ? [] : [today, ...first])]));
  }
}

/** Its client is loaded only where the scanner is on. */
function ruleIn(...asked: Parameters<typeof ruleReader.readRule>): ReturnType<typeof ruleReader.readRule> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { readRule }: typeof ruleReader = require("../../aws/ruleReader");
  return readRule(...asked);
}

function plannedIn({ options, file, today }: Deployment): PlannedProject {
  const config = readConfiguration(options);
  const inventory = readInventoryFile(file);
  return { config, inventory, plan: coveragePlan(config, inventory, today) };
}
