import * as aws from "@pulumi/aws";
import { Analyzer } from "access-analyzer-org/components";

// One analyzer of external access in your own account, with a rule that archives what a known partner may do.
const provider = new aws.Provider("aws", { region: "eu-central-1" });

const analyzer = new Analyzer(
  "external-access",
  {
    spec: {
      region: "eu-central-1",
      type: "ACCOUNT",
      name: "external-access",
      archiveRules: [{ name: "partner", filter: { "principal.AWS": { eq: ["999999999999"] }, resourceType: { eq: ["AWS::S3::Bucket"] } } }],
      tags: { team: "security" },
    },
    transform: {
      archiveRule: (args, _options, name) => {
        args.ruleName = `${name}-reviewed`;
      },
    },
  },
  { provider },
);

export const arn = analyzer.arn;
