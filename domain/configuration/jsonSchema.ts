import { z } from "zod";
import { configurationSchema } from "./schema";

/**
 * The JSON Schema of organization.yaml, for editors: what a person may write, with descriptions and defaults. It is made from the very schema
 * that {@link parseConfiguration} uses; what one key says against another is checked there only.
 */
export function configurationJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configurationSchema, { io: "input", target: "draft-7" });
  return { $schema, title: "organization.yaml of access-analyzer-org", ...schema };
}
