import { z } from "zod";
import { policyRows } from "../policyChanges/rows";
import { section } from "./section";
import { enabled, regionCode } from "./values";

/** Types of resources whose policies the scanner can follow. */
export const scannedTypes: readonly string[] = policyRows.map(({ type }) => type);

const whereError = "expected enabled, or a list of at least one Region";
const rate = /^rate\((1 (hour|day)|([2-9]|[1-9]\d{1,3}) (hours|days))\)$/;
const oftenError = "expected off, or a rate in hours or days, for example rate(1 day)";

/** Where a risky change of a policy is found within minutes. */
export const scanner = section({
  enabled: enabled
    .default(false)
    .describe("Whether changes of policies are followed in every account; overrides say it for some. It needs notifications."),
  regions: z
    .union([z.literal("enabled"), z.array(regionCode, { error: whereError }).min(1, { error: whereError })], { error: whereError })
    .default("enabled")
    .describe("Where: in all enabled Regions, or in these. Roles are followed in the partition's global Region all the same."),
  resourceTypes: z
    .array(z.enum(scannedTypes, { error: `expected one of ${scannedTypes.join(", ")}` }), { error: "expected a list of resource types" })
    .min(1, { error: "expected at least one resource type" })
    .default([...scannedTypes])
    .describe("Of what: every type that can be followed, or these."),
  sweep: z
    .union([z.literal("off"), z.string({ error: oftenError }).regex(rate, { error: oftenError })], { error: oftenError })
    .default("rate(1 day)")
    .describe("How often all resources of these types are scanned: what CloudTrail, which is best effort, did not tell."),
}).describe("Scans a resource as soon as CloudTrail sees a call that changes who may use it.");
