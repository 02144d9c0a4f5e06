import type { CredentialOptions, FileOptions, ReadingOptions } from "../options";
import { auditOrganization } from "../../aws/auditOrganization";
import { readConfiguration } from "../files/inputFiles";
import { readLive } from "../terminal/liveReading";
import { renderAudit } from "./report";
import { styleOf } from "../terminal/style";
import { sayWarnings } from "../terminal/warnings";

export interface AuditCommandOptions extends FileOptions, CredentialOptions, ReadingOptions {
  json: boolean;
  all: boolean;
}

export async function runAudit(options: AuditCommandOptions): Promise<number> {
  const audit = await readLive(auditOrganization, readConfiguration(options), options);
  if (!options.json) sayWarnings(audit.warnings);
  process.stdout.write(
    options.json ? `${JSON.stringify(audit, undefined, 2)}\n` : renderAudit(audit, styleOf(process.stdout), options.all),
  );
  return audit.verdict.exitCode;
}
