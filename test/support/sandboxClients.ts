import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import { AccountClient } from "@aws-sdk/client-account";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Sandbox } from "../../dev/sandbox/server/server";

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Unmodified SDK clients of one caller, in one Region. Retries are off, so that a test sees the first answer. */
export function clients(sandbox: Sandbox, credentials: Keys = sandbox.adminCredentials, region = "eu-central-1") {
  const options = { endpoint: sandbox.url, region, credentials, maxAttempts: 1 };
  return {
    accessAnalyzer: new AccessAnalyzerClient(options),
    account: new AccountClient(options),
    cloudFormation: new CloudFormationClient(options),
    iam: new IAMClient(options),
    kms: new KMSClient(options),
    organizations: new OrganizationsClient(options),
    sts: new STSClient(options),
  };
}

/** A session in a member account, through the role that Organizations put there unless another is named. */
export async function sessionIn(
  sandbox: Sandbox,
  account: string,
  roleName = "OrganizationAccountAccessRole",
  credentials?: Keys,
): Promise<Keys> {
  const { sts } = clients(sandbox, credentials);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${roleName}`, RoleSessionName: "test" }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

/** Asks until the answer fits. @throws Error after two seconds */
export async function eventually<T>(ask: () => Promise<T> | T, fits: (answer: T) => boolean): Promise<T> {
  const until = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > until) throw new Error(`It never came to be; the last answer was ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
