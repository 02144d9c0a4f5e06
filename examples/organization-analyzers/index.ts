import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Analyzer } from "access-analyzer-org/components";

// External access of the organization in some Regions, and unused access once: it does not differ by Region and is billed per analyzer.
// Run it in the delegated administrator of Access Analyzer, by `pulumi config set account 222222222222`.
const account = new pulumi.Config().require("account");
const regions = ["eu-central-1", "eu-west-1"];
const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [account] });

const external = regions.map(
  (region) =>
    new Analyzer(
      `organization-${region}`,
      { spec: { account, region, type: "ORGANIZATION", name: "organization", archiveRules: [], tags: {} } },
      { provider },
    ),
);

const unused = new Analyzer(
  "unused-access",
  {
    spec: {
      account,
      region: "eu-central-1",
      type: "ORGANIZATION_UNUSED_ACCESS",
      name: "unused-access",
      // Changed in place later on, without losing findings.
      configuration: { unusedAccess: { unusedAccessAge: 90, analysisRule: { exclusions: [{ resourceTags: [{ "break-glass": "" }] }] } } },
      archiveRules: [],
      tags: {},
    },
  },
  { provider },
);

export const analyzers = [...external, unused].map(({ arn }) => arn);
