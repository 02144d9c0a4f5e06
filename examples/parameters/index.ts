import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Settings of an application. Nothing here can be shared with anybody outside the account, so the stack needs no analyzer.
// `pulumi config set account 444444444444`; with an analyzer all the same: `pulumi config set analyzer true`.
const config = new pulumi.Config();
const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [config.require("account")] });

const settings = { "log-level": "info", "page-size": "50" };
const parameters = Object.entries(settings).map(
  ([name, value]) => new aws.ssm.Parameter(name, { name: `/shop/${name}`, type: "String", value }, { provider }),
);

if (config.requireBoolean("analyzer"))
  new aws.accessanalyzer.Analyzer("external-access", { analyzerName: "external-access", type: "ACCOUNT" }, { provider });

export const names = parameters.map(({ name }) => name);
