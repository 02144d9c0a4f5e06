import { auditOrganization } from "../aws/auditOrganization";
import type { AuditCommandOptions } from "./audit";
import { readConfiguration } from "./inputFiles";
import { callSettings } from "./callSettings";
import { renderAudit } from "./terminal/auditReport";
import { interruption } from "./terminal/interruption";
import { showProgress } from "./terminal/progress";
import { styleOf } from "./terminal/style";

export async function runAudit(options: AuditCommandOptions): Promise<number> {
  const configuration = readConfiguration(options);
  const progress = showProgress(process.stderr);
  const { profile, roleArn, roleName, concurrency } = options;
  const audit = await auditOrganization({
    configuration,
    credentials: { profile, roleArn },
    roleName,
    concurrency,
    calls: callSettings(options),
    onProgress: progress.show,
    signal: interruption(),
  }).finally(progress.end);
  process.stdout.write(options.json ? `${JSON.stringify(audit, undefined, 2)}\n` : renderAudit(audit, styleOf(process.stdout), options.all));
  return audit.verdict.exitCode;
}
