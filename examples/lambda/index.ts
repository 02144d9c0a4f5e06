import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// A function that EventBridge calls. Two things say who may do what with it: its role's trust policy and its own policy, which
// permissions are put into. The analyzer watches both.
// `pulumi config set account 444444444444`; without the analyzer: `pulumi config set analyzer false`.
const config = new pulumi.Config();
const account = config.require("account");
const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [account] });

const role = new aws.iam.Role(
  "nightly-report",
  {
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
  },
  { provider },
);

const logs = new aws.iam.RolePolicyAttachment(
  "nightly-report-logs",
  { role: role.name, policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
  { provider },
);

const report = new aws.lambda.Function(
  "nightly-report",
  {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: new pulumi.asset.FileArchive("function"),
    environment: { variables: { ACCOUNT: account } },
  },
  { provider, dependsOn: logs },
);

new aws.lambda.Permission(
  "nightly-report-schedule",
  { function: report.name, action: "lambda:InvokeFunction", principal: "events.amazonaws.com", sourceAccount: account },
  { provider },
);

if (config.requireBoolean("analyzer"))
  new aws.accessanalyzer.Analyzer("external-access", { analyzerName: "external-access", type: "ACCOUNT" }, { provider });

export const arn = report.arn;
