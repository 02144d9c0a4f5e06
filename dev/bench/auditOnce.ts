import { readFileSync } from "node:fs";
import { auditOrganization } from "../../aws/auditOrganization";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { seconds } from "./measurements";

// One audit in a fresh process, as it is when a person or a nightly job runs one; the start of the process is not counted.
void main(process.argv[2] ?? "", process.argv[3]);

async function main(file: string, concurrency?: string): Promise<void> {
  const configuration = parseConfiguration(readFileSync(file, "utf8"), file);
  const taken = await seconds(async () => {
    const { totals, verdict } = await auditOrganization({ configuration, ...(concurrency ? { concurrency: Number(concurrency) } : {}) });
    if (totals.unreadable > 0 || totals.covered === 0) throw new Error(`the audit did not see everything: ${verdict.sentence}`);
  });
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ seconds: taken, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
}
