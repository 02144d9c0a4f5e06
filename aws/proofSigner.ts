import { createHash, createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, KMSClient, SignCommand } from "@aws-sdk/client-kms";
import type { Configuration } from "../domain/configuration/configuration";
import { proofAlias, proverRoleName } from "../domain/names";
import { proofAlgorithm, type ProofSignature } from "../domain/proof/signature";
import { describeFailure, InterruptedError } from "./callErrors";
import { Calls } from "./calls";
import { clientSettings } from "./clients";
import { assumeRole, type Session } from "./sessions";

/**
 * Signs a proof with the KMS key of the delegated administrator, through the prover role, which is assumed for this alone.
 *
 * @throws Error that says what failed and what to do; nothing was signed then.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export async function signProof(bytes: Uint8Array, config: Configuration, caller: Session, signal?: AbortSignal): Promise<ProofSignature> {
  const command = new SignCommand({
    KeyId: proofAlias,
    // KMS takes at most 4,096 bytes of a message.
    Message: createHash("sha256").update(bytes).digest(),
    MessageType: "DIGEST",
    SigningAlgorithm: proofAlgorithm,
  });
  const { KeyId, Signature } = await asProver("Sign", config, caller, signal, (kms, options) => kms.send(command, options));
  if (KeyId === undefined || Signature === undefined) throw new Error("Sign: the answer of KMS held neither key nor signature. Run again.");
  return { version: 1, keyId: KeyId, algorithm: proofAlgorithm, signature: Buffer.from(Signature).toString("base64") };
}

/**
 * The public key that verifies proofs, as PEM (SPKI), and its ARN.
 *
 * @throws Error that says what failed and what to do.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html
 */
export async function readProofKey(
  config: Configuration,
  caller: Session,
  signal?: AbortSignal,
): Promise<{ keyId: string; publicKey: string }> {
  const command = new GetPublicKeyCommand({ KeyId: proofAlias });
  const { KeyId, PublicKey } = await asProver("GetPublicKey", config, caller, signal, (kms, options) => kms.send(command, options));
  if (KeyId === undefined || PublicKey === undefined) throw new Error("GetPublicKey: the answer of KMS held no key. Run again.");
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
  return { keyId: KeyId, publicKey: key.export({ format: "pem", type: "spki" }).toString() };
}

async function asProver<Output>(
  operation: string,
  config: Configuration,
  caller: Session,
  signal: AbortSignal | undefined,
  call: (kms: KMSClient, options: { abortSignal: AbortSignal }) => Promise<Output>,
): Promise<Output> {
  const { delegatedAdministrator, homeRegion } = config.organization;
  const prover = assumeRole(caller, delegatedAdministrator, { path: config.access.rolePath, name: proverRoleName });
  const kms = new KMSClient(clientSettings(homeRegion, prover.credentials, caller.settings));
  try {
    return await new Calls(1, caller.settings, signal).run((options) => call(kms, options));
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    throw new Error(
      `The key ${proofAlias} in ${homeRegion} of account ${delegatedAdministrator} could not be used. ${describeFailure(operation, error)}. ${remedy(error, prover.arn)}`,
      { cause: error },
    );
  }
}

function remedy(error: unknown, role: string): string {
  const name = error instanceof Error ? error.name : "";
  if (/^(AccessDenied|AccessDeniedException)$/.test(name))
    return `Whoever access.callers.prover names becomes ${role} and signs, nobody else; "access-analyzer-org deploy" makes role and key, and KMS takes up to five minutes to know a new alias.`;
  if (name === "NotFoundException") return '"access-analyzer-org deploy --only security" makes the key.';
  if (/^(DisabledException|KMSInvalidStateException)$/.test(name))
    return "Somebody disabled the key or scheduled its deletion: ask whoever administers the account. If that was meant, docs/runbook.md says how the key is exchanged.";
  return "Run again.";
}
