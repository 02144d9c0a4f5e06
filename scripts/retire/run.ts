import { readLiveOrganization } from "../../aws/liveOrganization";
import type { AnalyzerType } from "../../domain/analyzer";
import type { AccountId } from "../../domain/identifiers";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { unplannedAnalyzers, type UnplannedAnalyzer } from "../../domain/plan/unplanned";
import { refuseInReview } from "../../domain/review";
import { renderUnplanned } from "../audit/remarks";
import { readConfiguration } from "../files/inputFiles";
import type { CredentialOptions, FileOptions, ManagementCredentialOptions, ReadingOptions } from "../options";
import { confirm } from "../terminal/confirm";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";
import { readLive } from "../terminal/liveReading";
import { styleOf } from "../terminal/style";
import { harmless, listed, plural } from "../terminal/text";
import { messagesOf, tellWarnings } from "../terminal/warnings";
import { managementCaller, securityCaller } from "../callers";
import { deleteAnalyzers, unreadIn, type Deleted } from "./deletion";

export interface RetireOptions extends FileOptions, CredentialOptions, ManagementCredentialOptions, ReadingOptions {
  account?: AccountId;
  region?: string;
  type?: AnalyzerType;
  yes: boolean;
  json: boolean;
}

/** Deletes what is no longer planned, by the live organization and not by inventory.json. */
export async function runRetire(options: RetireOptions): Promise<number> {
  refuseInReview(process.env);
  const config = readConfiguration(options);
  const live = await readLive(readLiveOrganization, config, options);
  const signal = interruption();
  const today = new Date().toISOString().slice(0, 10);
  const plan = coveragePlan(config, live, today);
  const warnings = messagesOf(tellWarnings(config, live, today, options));
  const matches = ({ account, region, type }: UnplannedAnalyzer) =>
    account === (options.account ?? account) && region === (options.region ?? region) && type === (options.type ?? type);
  const found = unplannedAnalyzers(live, plan).filter(matches);
  const unread = unreadIn(live).filter(({ account }) => account === (options.account ?? account));
  if (found.length === 0) return conclude({ deleted: [], left: [] });

  process.stderr.write(`${renderUnplanned(found, { ...styleOf(process.stderr), columns: 100 })}\n`);
  const question = `Delete ${plural(found.length, "analyzer")} and all findings of ${found.length === 1 ? "it" : "them"}? Nothing brings them back.`;
  if (!(await confirm(question, { yes: options.yes, signal }))) {
    process.stderr.write("Nothing was deleted.\n");
    return signal.aborted ? exitCode.interrupted : exitCode.badInput;
  }
  const { management } = config.organization;
  return conclude(
    await deleteAnalyzers(
      found,
      config,
      {
        ...(found.some(({ account }) => account === management) ? { management: await managementCaller(options, config) } : {}),
        ...(found.some(({ account }) => account !== management) ? { security: await securityCaller(options, config) } : {}),
      },
      signal,
    ),
  );

  function conclude({ deleted, left }: Deleted): number {
    const code = left.length > 0 ? exitCode.failed : unread.length > 0 ? exitCode.partial : exitCode.asPlanned;
    const lines = [
      ...left.map(
        ({ analyzer, region, account, reason }) => `- ${analyzer} in ${region} of ${account} was not deleted: ${harmless(reason)}`,
      ),
      ...(unread.length === 0
        ? []
        : [
            `- not seen: ${listed(
              unread.map(({ account, reason }) => `${account} ${harmless(reason)}`),
              5,
            )}. Run again when they can be read.`,
          ]),
      deleted.length + left.length === 0 ? "Nothing of ours is no longer planned there." : `${plural(deleted.length, "analyzer")} deleted.`,
    ];
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ version: 1, deleted, left, unread, warnings, exitCode: code }, undefined, 2)}\n`
        : `${lines.join("\n")}\n`,
    );
    return code;
  }
}
