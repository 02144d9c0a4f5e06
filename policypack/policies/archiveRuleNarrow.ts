import type { PolicyConfigSchema, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import {
  archiveRuleNarrow as judge,
  archiveRuleToken,
  type JudgedRule,
  type RuleException,
} from "../../domain/requiredCover/archiveRuleNarrow";
import { ofType } from "../ofType";
import { exceptions, owner } from "../schemas";
import { seenAnalyzerType, shownResource } from "../seenResources";
import { userGuide } from "./metadata";

const configSchema: PolicyConfigSchema = {
  properties: {
    exceptions: exceptions(
      "Rules that may hide more, each with somebody who answers for it: a rule has no tags.",
      { rule: { type: "string" }, analyzer: { type: "string" }, owner, allowPublic: { type: "boolean" } },
      ["rule", "owner"],
    ),
  },
};

/** Blocks an archive rule that could hide public access, or anybody's. */
export const archiveRuleNarrow: ResourceValidationPolicy = {
  name: "archive-rule-narrow",
  displayName: "Archive rules that hide no more than they mean",
  description: "An archive rule names who is meant, and keeps public access out.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["IAM Access Analyzer"],
  remediationSteps: "Name a principal or a condition in the rule's filter, or add an exception with an owner.",
  url: userGuide("access-analyzer-archive-rules.html"),
  configSchema,
  validateResource: ofType(archiveRuleToken, (args, report) => judged(args).violations.forEach((message) => report(message))),
};

/** Archive rules of which archive-rule-narrow does not know all yet. */
export const archiveRuleNarrowNotes: ResourceValidationPolicy = {
  name: "archive-rule-narrow-notes",
  displayName: "Archive rules that hide no more than they mean: notes",
  description: "What archive-rule-narrow could not decide. Made mandatory, undecided blocks.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["IAM Access Analyzer"],
  remediationSteps: "`pulumi up` decides it before the rule is created.",
  url: userGuide("access-analyzer-archive-rules.html"),
  configSchema,
  validateResource: ofType(archiveRuleToken, (args, report) => judged(args).notes.forEach((message) => report(message))),
};

function judged(args: ResourceValidationArgs): JudgedRule {
  const { exceptions = [] } = args.getConfig<{ exceptions?: RuleException[] }>();
  const rule = shownResource(args);
  return judge(rule, seenAnalyzerType(rule), exceptions, new Date().toISOString().slice(0, 10));
}
