import { readProofKey } from "../../aws/proofSigner";
import { requireProof } from "../audit/proof";
import { securityCaller } from "../callers";
import { readConfiguration } from "../files/inputFiles";
import type { CredentialOptions, FileOptions } from "../options";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";

export type ProofKeyCommandOptions = FileOptions & CredentialOptions;

/** The key on standard output; its ARN, which signatures name, on standard error. */
export async function runProofKey(options: ProofKeyCommandOptions): Promise<number> {
  const config = readConfiguration(options);
  requireProof(config, options.config);
  const signal = interruption();
  const { keyId, publicKey } = await readProofKey(config, await securityCaller(options, config, signal), signal);
  process.stderr.write(`${keyId}\n`);
  process.stdout.write(publicKey);
  return exitCode.asPlanned;
}
