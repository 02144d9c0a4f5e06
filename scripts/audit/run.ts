import type { CredentialOptions, FileOptions, ReadingOptions } from "../options";
import { auditOrganization } from "../../aws/auditOrganization";
import { refuseInReview } from "../../domain/review";
import { readConfiguration } from "../files/inputFiles";
import { readLive } from "../terminal/liveReading";
import { requireProof, writeProof } from "./proof";
import { renderAudit } from "./report";
import { styleOf } from "../terminal/style";
import { sayWarnings } from "../terminal/warnings";

export interface AuditCommandOptions extends FileOptions, CredentialOptions, ReadingOptions {
  json: boolean;
  all: boolean;
  /** Where the signed proof is written. */
  proof?: string;
}

export async function runAudit(options: AuditCommandOptions): Promise<number> {
  const config = readConfiguration(options);
  if (options.proof !== undefined) {
    refuseInReview(process.env);
    requireProof(config, options.config);
  }
  const began = new Date().toISOString();
  const audit = await readLive(auditOrganization, config, options);
  const { proof: file, profile, roleArn } = options;
  const proof = file === undefined ? undefined : await writeProof(audit, { file, began, config, credentials: { profile, roleArn } });
  if (!options.json) sayWarnings(audit.warnings);
  process.stdout.write(
    options.json ? `${JSON.stringify(audit, undefined, 2)}\n` : renderAudit(audit, styleOf(process.stdout), options.all),
  );
  if (proof !== undefined) process.stderr.write(`${proof.sentence}\n`);
  return proof?.exitCode ?? audit.verdict.exitCode;
}
