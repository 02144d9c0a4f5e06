import type { z } from "zod";
import { configurationSchema } from "./schema";

/** The top-level sections that are well formed on their own. */
export type Sections = Partial<Omit<z.output<typeof configurationSchema>, "version" | "existing" | "rollout">>;

export function wellFormed(raw: unknown): Sections {
  const of: Record<string, unknown> = typeof raw === "object" && raw !== null ? { ...raw } : {};
  const { organization, access, regions, analyzers, archiveRules, overrides, tags } = configurationSchema.shape;
  return {
    organization: organization.safeParse(of["organization"]).data,
    access: access.safeParse(of["access"]).data,
    regions: regions.safeParse(of["regions"]).data,
    analyzers: analyzers.safeParse(of["analyzers"]).data,
    archiveRules: archiveRules.safeParse(of["archiveRules"]).data,
    overrides: overrides.safeParse(of["overrides"]).data,
    tags: tags.safeParse(of["tags"]).data,
  };
}
