import { readFileSync } from "node:fs";
import type { PolicyConfigSchema } from "@pulumi/policy";
import { verifyProof } from "../domain/proof/signature";
import type { Evidence } from "../domain/requiredCover/cover";

export interface ProofSettings {
  file: string;
  publicKeys: string[];
  organizationId: string;
  maximumAgeHours?: number;
  graceHours?: number;
}

/** How a policy's configuration names the proof. */
export const proofSchema: PolicyConfigSchema["properties"][string] = {
  type: "object",
  description: "What `access-analyzer-org audit --proof` wrote. Its signature lies beside it, in FILE.sig.",
  properties: {
    file: { type: "string", description: "Absolute path." },
    publicKeys: {
      type: "array",
      minItems: 1,
      items: { type: "string" },
      description: "Keys that may have signed, in PEM: several while one is exchanged for another.",
    },
    organizationId: { type: "string", pattern: "^o-[a-z0-9]{10,32}$" },
    maximumAgeHours: { type: "number", minimum: 1, description: "Default 48." },
    graceHours: { type: "number", minimum: 0, description: "How long an older one counts, with a note. Default 72." },
  },
  required: ["file", "publicKeys", "organizationId"],
  additionalProperties: false,
};

const clockSkewMinutes = 5;

/** Where external analyzers are by the proof; nowhere, with the reason, if it cannot be believed. */
export function proofEvidence(settings: ProofSettings | undefined, now: Date): Evidence {
  const nothing = new Map<string, ReadonlySet<string>>();
  if (settings === undefined) return { state: "no proof is configured", covered: nothing };
  const { file, publicKeys, organizationId: organization, maximumAgeHours = 48, graceHours = 72 } = settings;
  try {
    const [bytes, signature] = [readFileSync(file), readFileSync(`${file}.sig`, "utf8")];
    const checked = verifyProof({ bytes, signature, publicKeys, organization, now, maximumAgeHours, graceHours, clockSkewMinutes });
    if (checked.state === "untrusted") return { state: `the proof ${file} is not trusted: ${checked.why}`, covered: nothing };
    if (checked.state === "expired") return { state: `the proof ${file} has expired: ${checked.why}`, covered: nothing };
    const covered = new Map(Object.entries(checked.proof.accounts).map(([account, regions]) => [account, new Set<string>(regions)]));
    const renew = "Write a new one with `access-analyzer-org audit --proof`.";
    return {
      state: `the proof ${file} (${checked.why}) does not have it`,
      covered,
      ...(checked.state === "stale" ? { note: `This stack passes by an old proof, ${file}: ${checked.why}. ${renew}` } : {}),
    };
  } catch (error) {
    return { state: `the proof cannot be read: ${error instanceof Error ? error.message : String(error)}`, covered: nothing };
  }
}
