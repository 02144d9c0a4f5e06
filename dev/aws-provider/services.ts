import type { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import type { Service } from "./crud";

// A client's module is loaded when a resource first needs it: most processes need one or two.

export const accessAnalyzer: Service<AccessAnalyzerClient> = {
  title: "AccessAnalyzer",
  client: (account, region) =>
    account.client("accessanalyzer", region, async () => (await import("@aws-sdk/client-accessanalyzer")).AccessAnalyzerClient),
};

export const cloudFormation: Service<CloudFormationClient> = {
  title: "CloudFormation",
  client: (account, region) =>
    account.client("cloudformation", region, async () => (await import("@aws-sdk/client-cloudformation")).CloudFormationClient),
};

export const iam: Service<IAMClient> = {
  title: "IAM",
  client: (account) => account.client("iam", account.region, async () => (await import("@aws-sdk/client-iam")).IAMClient),
};

export const kms: Service<KMSClient> = {
  title: "KMS",
  client: (account, region) => account.client("kms", region, async () => (await import("@aws-sdk/client-kms")).KMSClient),
};

export const organizations: Service<OrganizationsClient> = {
  title: "Organizations",
  client: (account) =>
    account.client("organizations", account.region, async () => (await import("@aws-sdk/client-organizations")).OrganizationsClient),
};
