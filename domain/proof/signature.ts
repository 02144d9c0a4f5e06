import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { parseObject, parseProof, shown, type CoverageProof } from "./coverageProof";

/** The only algorithm. KMS signs the SHA-256 of the proof's bytes (MessageType DIGEST), since it takes at most 4,096 bytes of a message. */
export const proofAlgorithm = "ECDSA_SHA_256";

/** Beside the proof, in a file of its own: coverage.json.sig. */
export interface ProofSignature {
  version: 1;
  /** ARN of the KMS key. It helps people; what counts is which public key verifies. */
  keyId: string;
  algorithm: typeof proofAlgorithm;
  /** DER, in base64. */
  signature: string;
}

export interface ProofCheck {
  /** The proof, exactly as it was written. */
  bytes: Uint8Array;
  /** The text of the file beside it. */
  signature: string;
  /** PEM (SPKI) of P-256. Any of them may have signed, so that a key can be exchanged. */
  publicKeys: readonly string[];
  /** `o-...` */
  organization: string;
  now: Date;
  maximumAgeHours: number;
  /** How long a proof that is too old is told of before it counts no more. */
  graceHours: number;
  clockSkewMinutes: number;
}

export type CheckedProof = { why: string } & (
  | { state: "fresh" | "stale" | "expired"; proof: CoverageProof }
  /** Nothing in it is to be believed. */
  | { state: "untrusted" }
);

/** Whether a proof may be believed, and whether it is young enough. Computes only: whoever calls reads the files and the clock. */
export function verifyProof(check: ProofCheck): CheckedProof {
  try {
    const { organization, now, maximumAgeHours, graceHours, clockSkewMinutes } = check;
    const proof = signedProof(check);
    if (proof.organization !== organization)
      throw new Error(`the proof is of organization ${proof.organization}, expected ${organization}`);
    const age = (now.getTime() - Date.parse(proof.date)) / hour;
    if (!Number.isFinite(age)) throw new Error("what time it is now is not known");
    if (!(age >= -clockSkewMinutes / 60))
      throw new Error(
        `the proof is of ${proof.date}, which is more than ${clockSkewMinutes} minutes in the future: it is ${now.toISOString()} now`,
      );
    if (age <= maximumAgeHours) return { state: "fresh", why: `the proof is of ${proof.date}`, proof };
    const old = `the proof is of ${proof.date}, ${Math.floor(age)} hours old, and may be ${maximumAgeHours}`;
    return age <= maximumAgeHours + graceHours
      ? { state: "stale", why: `${old}; until it is ${maximumAgeHours + graceHours} hours old it counts`, proof }
      : { state: "expired", why: old, proof };
  } catch (error) {
    return { state: "untrusted", why: error instanceof Error ? error.message : String(error) };
  }
}

/** The text of the signature's file. */
export function serializeSignature({ version, keyId, algorithm, signature }: ProofSignature): string {
  return `${JSON.stringify({ version, keyId, algorithm, signature }, undefined, 2)}\n`;
}

/** @throws Error with one sentence about the first thing that is wrong. */
export function parseSignature(text: string): ProofSignature {
  const { version, keyId, algorithm, signature } = parseObject(text, "the proof's signature", [
    "version",
    "keyId",
    "algorithm",
    "signature",
  ]);
  if (version !== 1) throw new Error(`version of the proof's signature is ${shown(version)}, expected 1`);
  if (typeof keyId !== "string" || keyId === "") throw new Error(`keyId of the proof's signature is ${shown(keyId)}, expected a key's ARN`);
  if (algorithm !== proofAlgorithm)
    throw new Error(`algorithm of the proof's signature is ${shown(algorithm)}, expected ${proofAlgorithm}`);
  if (typeof signature !== "string" || signature === "" || Buffer.from(signature, "base64").toString("base64") !== signature)
    throw new Error(`signature of the proof's signature is ${shown(signature)}, expected base64`);
  const parsed = { version, keyId, algorithm, signature } as const;
  if (serializeSignature(parsed) !== text)
    throw new Error(
      `the proof's signature is not written as "audit --proof" writes it: a key stands in it twice, or order or spaces differ`,
    );
  return parsed;
}

/** @throws Error unless the text is one P-256 public key in PEM (SPKI). */
export function publicKeyOf(pem: string): KeyObject {
  if (!/^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/.test(pem))
    throw new Error(`${shown(pem.split("\n")[0])} does not begin a public key: expected one in PEM, -----BEGIN PUBLIC KEY-----`);
  const key = decoded(pem);
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType !== "ec" || curve !== "prime256v1")
    throw new Error(
      `a key of type ${key.asymmetricKeyType ?? "unknown"}${curve === undefined ? "" : ` and curve ${curve}`}, expected one of P-256 (ECC_NIST_P256)`,
    );
  return key;
}

function signedProof({ bytes, signature: file, publicKeys }: ProofCheck): CoverageProof {
  const { keyId, signature } = parseSignature(file);
  if (publicKeys.length === 0) throw new Error("no public key is configured that could verify the proof");
  const keys = publicKeys.map((pem, index) => {
    try {
      return publicKeyOf(pem);
    } catch (error) {
      throw new Error(`public key ${index + 1} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  if (!keys.some((key) => verify("sha256", bytes, { key, dsaEncoding: "der" }, Buffer.from(signature, "base64"))))
    throw new Error(
      `none of the public keys (${keys.length}) verifies the proof: it was changed after it was signed, or another key signed it (the signature names ${keyId})`,
    );
  return parseProof(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
}

function decoded(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw new Error(`it cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

const hour = 60 * 60 * 1000;
