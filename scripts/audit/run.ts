import { auditOrganization } from "../../aws/auditOrganization";
import type { AuditCommandOptions } from "./command";
import { readConfiguration } from "../files/inputFiles";
import { readLive } from "../terminal/liveReading";
import { renderAudit } from "./report";
import { styleOf } from "../terminal/style";

export async function runAudit(options: AuditCommandOptions): Promise<number> {
  const audit = await readLive(auditOrganization, readConfiguration(options), options);
  process.stdout.write(options.json ? `${JSON.stringify(audit, undefined, 2)}\n` : renderAudit(audit, styleOf(process.stdout), options.all));
  return audit.verdict.exitCode;
}
