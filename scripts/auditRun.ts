import { auditOrganization } from "../aws/auditOrganization";
import type { AuditCommandOptions } from "./audit";
import { readConfiguration } from "./inputFiles";
import { readLive } from "./liveReading";
import { renderAudit } from "./terminal/auditReport";
import { styleOf } from "./terminal/style";

export async function runAudit(options: AuditCommandOptions): Promise<number> {
  const audit = await readLive(auditOrganization, readConfiguration(options), options);
  process.stdout.write(options.json ? `${JSON.stringify(audit, undefined, 2)}\n` : renderAudit(audit, styleOf(process.stdout), options.all));
  return audit.verdict.exitCode;
}
