import type { ResourceValidationPolicy } from "@pulumi/policy";
import { analyzerSettings as judge, type AnalyzerSettings } from "../../domain/requiredCover/analyzerSettings";
import { analyzerToken } from "../../domain/requiredCover/stackAnalyzers";
import { ofType } from "../ofType";
import { accountId, texts } from "../schemas";
import { keep, shownResource } from "../seenResources";
import { userGuide } from "./metadata";

/** What was agreed about analyzers: types, account, names, tags, and what is billed. */
export const analyzerSettings: ResourceValidationPolicy = {
  name: "analyzer-settings",
  displayName: "Analyzers as agreed",
  description: "Analyzers have the types, accounts, Regions, names and tags that were agreed.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["IAM Access Analyzer"],
  remediationSteps: "Change the analyzer, or the settings of this policy.",
  url: userGuide("access-analyzer-create-unused.html"),
  configSchema: {
    properties: {
      types: { ...texts, description: "Types that may be there. Default: any, newer ones too." },
      delegatedAdministrator: { ...accountId, description: "Where analyzers of the organization belong." },
      namePattern: { type: "string", description: "Regular expression." },
      tags: {
        type: "object",
        additionalProperties: { type: "string" },
        description:
          'Tags that an analyzer has to carry, an empty value for any. With the enforcement level "remediate" missing ones are added.',
      },
      unusedAccess: {
        type: "object",
        properties: {
          minimumAgeDays: { type: "integer", minimum: 1, maximum: 365 },
          maximumAgeDays: { type: "integer", minimum: 1, maximum: 365 },
          regions: { ...texts, description: "Each analyzer is billed, and shows the same in every Region." },
        },
        additionalProperties: false,
      },
      internalAccess: {
        type: "object",
        properties: {
          regions: texts,
          needsInclusions: { type: "boolean", description: "Each resource is billed. Default false." },
          maximumAccounts: { type: "integer", minimum: 1 },
        },
        additionalProperties: false,
      },
    },
  },
  validateResource: ofType(analyzerToken, (args, report) => {
    keep(args);
    const region = process.env["AWS_REGION"];
    const remarks = judge(shownResource(args), args.getConfig<AnalyzerSettings>(), region ? { region } : {});
    for (const { message } of remarks) report(message);
  }),
  remediateResource: (args) => {
    if (args.type !== analyzerToken) return undefined;
    const { tags = {} } = args.getConfig<AnalyzerSettings>();
    const missing = Object.entries(tags).filter(
      ([key, value]) => value !== "" && !(key in ((args.props["tags"] as object | undefined) ?? {})),
    );
    if (missing.length === 0) return undefined;
    return { ...args.props, tags: { ...(args.props["tags"] as object | undefined), ...Object.fromEntries(missing) } };
  },
};
