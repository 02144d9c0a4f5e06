import type { PolicyConfigSchema } from "@pulumi/policy";

type Schema = PolicyConfigSchema["properties"][string];

/** Parts of the policies' configuration that several of them have. */
export const texts = { type: "array", items: { type: "string" } } as const satisfies Schema;
export const accountId = { type: "string", pattern: "^\\d{12}$" } as const satisfies Schema;
const sentence = { type: "string", minLength: 1 } as const satisfies Schema;
const lastDay = {
  type: "string",
  pattern: "^\\d{4}-\\d{2}-\\d{2}$",
  description: "The last day on which it holds, YYYY-MM-DD.",
} as const satisfies Schema;

/** What does not go by the policy for a while, each with its reason and its end. */
export function exceptions(description: string, properties: Record<string, Schema>, required: string[] = []): Schema {
  return {
    type: "array",
    description,
    items: {
      type: "object",
      properties: { ...properties, reason: sentence, until: lastDay },
      required: [...required, "reason", "until"],
      additionalProperties: false,
    },
  };
}

/** Who answers for an exception. */
export const owner = sentence;

/** The files of access-analyzer-org, which `pack-config` names. */
export function planFiles(description: string): Schema {
  return {
    type: "object",
    description: `Absolute paths of the files of access-analyzer-org: ${description}`,
    properties: { configuration: { type: "string" }, inventory: { type: "string" } },
    required: ["configuration", "inventory"],
    additionalProperties: false,
  };
}
