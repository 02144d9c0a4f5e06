import { randomBytes } from "node:crypto";

/**
 * An IAM id: a prefix that tells the kind, and random upper-case letters and digits.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function uniqueId(kind: "role" | "user" | "policy" | "accessKey" | "sessionKey"): string {
  return prefixes[kind] + [...randomBytes(kind.endsWith("Key") ? 16 : 17)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const prefixes = { role: "AROA", user: "AIDA", policy: "ANPA", accessKey: "AKIA", sessionKey: "ASIA" };
