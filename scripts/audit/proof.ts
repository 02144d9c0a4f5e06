import { signProof } from "../../aws/proofSigner";
import type { Audit } from "../../domain/audit/audit";
import type { Configuration } from "../../domain/configuration/configuration";
import { ConfigurationError } from "../../domain/errors";
import { proofOf, serializeProof } from "../../domain/proof/coverageProof";
import { serializeSignature } from "../../domain/proof/signature";
import { securityCaller } from "../callers";
import { writeTogether } from "../files/atomicFile";
import type { CredentialOptions } from "../options";
import { interruption } from "../terminal/interruption";
import { plural } from "../terminal/text";

/** @throws ConfigurationError where the proof is not switched on. */
export function requireProof({ proof }: Configuration, file: string): void {
  if (proof.enabled) return;
  throw new ConfigurationError(
    `${file}: proof.enabled is false, so that there is no key to sign with. Set it to true, name access.callers.prover, and run "access-analyzer-org deploy".`,
  );
}

/**
 * Writes what the audit saw, signed, to `file` and `file`.sig; what was there stays if that fails.
 *
 * @param began when the audit began to look, ISO 8601.
 * @returns a sentence for a person.
 * @throws Error when it cannot be signed, InputError when it cannot be written.
 */
export async function writeProof(
  audit: Audit,
  { file, began, config, credentials }: { file: string; began: string; config: Configuration; credentials: CredentialOptions },
): Promise<string> {
  const signal = interruption();
  const proof = proofOf(audit, began);
  const text = serializeProof(proof);
  const signature = await signProof(Buffer.from(text), config, await securityCaller(credentials, config, signal), signal).catch(
    (error: unknown) => {
      if (error instanceof Error) error.message = `No proof was written, ${file} is as it was. ${error.message}`;
      throw error;
    },
  );
  writeTogether([
    [file, text],
    [`${file}.sig`, serializeSignature(signature)],
  ]);
  const regions = Object.values(proof.accounts).map(({ length }) => length);
  const covered = `${plural(
    regions.reduce((sum, count) => sum + count, 0),
    "place",
  )} in ${regions.length} of ${audit.accounts.length} accounts`;
  const unseen = audit.totals.unreadable === 0 ? "" : " What could not be seen is not in it: the proof is partial.";
  return `Proof written: ${file} and ${file}.sig, ${covered}, signed by ${signature.keyId}.${unseen}`;
}
