import { readProofKey } from "../../aws/proofSigner";
import { requireProof } from "../audit/proof";
import { securityCaller } from "../callers";
import { readConfiguration } from "../files/inputFiles";
import type { CredentialOptions, FileOptions } from "../options";
import { exitCode } from "../terminal/exitCodes";
import { interruption } from "../terminal/interruption";

export interface ProofKeyCommandOptions extends FileOptions, CredentialOptions {
  json: boolean;
}

/** The key on standard output; its ARN, which signatures name, on standard error. */
export async function runProofKey(options: ProofKeyCommandOptions): Promise<number> {
  const config = readConfiguration(options);
  requireProof(config, options.config);
  const signal = interruption();
  const { keyId, publicKey } = await readProofKey(config, await securityCaller(options, config, signal), signal);
  if (!options.json) process.stderr.write(`${keyId}\n`);
  process.stdout.write(options.json ? `${JSON.stringify({ version: 1, keyId, publicKey }, undefined, 2)}\n` : publicKey);
  return exitCode.asPlanned;
}
