import { InterruptedError } from "../../aws/callErrors";
import { signProof } from "../../aws/proofSigner";
import type { Audit } from "../../domain/audit/audit";
import type { Configuration } from "../../domain/configuration/configuration";
import { ConfigurationError, InputError } from "../../domain/errors";
import { proofOf, serializeProof } from "../../domain/proof/coverageProof";
import { serializeSignature } from "../../domain/proof/signature";
import { securityCaller } from "../callers";
import { writeTogether } from "../files/atomicFile";
import type { CredentialOptions } from "../options";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";
import { plural } from "../terminal/text";

/** @throws ConfigurationError where the proof is not switched on. */
export function requireProof({ proof }: Configuration, file: string): void {
  if (proof.enabled) return;
  throw new ConfigurationError(
    `${file}: proof.enabled is false, so that there is no key to sign with. Set it to true, name access.callers.prover, and run "access-analyzer-org deploy".`,
  );
}

/** What became of the proof, for a person. `exitCode` where none was written. */
export interface ProofOutcome {
  sentence: string;
  exitCode?: number;
}

/**
 * Writes what the audit saw, signed, to `file` and `file`.sig; what was there stays if that fails.
 *
 * @param began when the audit began to look, ISO 8601.
 * @throws InterruptedError
 */
export async function writeProof(
  audit: Audit,
  { file, began, config, credentials }: { file: string; began: string; config: Configuration; credentials: CredentialOptions },
): Promise<ProofOutcome> {
  const signal = interruption();
  const proof = proofOf(audit, began);
  const text = serializeProof(proof);
  try {
    const signature = await signProof(Buffer.from(text), config, await securityCaller(credentials, config, signal), signal);
    writeTogether([
      [file, text],
      [`${file}.sig`, serializeSignature(signature)],
    ]);
    const regions = Object.values(proof.accounts).map(({ length }) => length);
    const places = plural(
      regions.reduce((sum, count) => sum + count, 0),
      "place",
    );
    const unseen = audit.totals.unreadable === 0 ? "" : " What could not be seen is not in it: the proof is partial.";
    return {
      sentence: `Proof written: ${file} and ${file}.sig, ${places} in ${regions.length} of ${plural(audit.accounts.length, "account")}, signed by ${signature.keyId}.${unseen}`,
    };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return {
      sentence: `No proof was written, ${file} is as it was. ${reason}`,
      exitCode: error instanceof InputError ? exitCode.badInput : exitCode.failed,
    };
  }
}
