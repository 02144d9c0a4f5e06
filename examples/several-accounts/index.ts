import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Two accounts that send each other messages: each has a queue, whose policy lets the other account in. An analyzer sees its own account
// only, so each account needs one.
// `pulumi config set shop 444444444444` and `pulumi config set payments 666666666666`; without analyzers: `pulumi config set analyzer false`.
const config = new pulumi.Config();
const region = "eu-central-1";
const accounts = { shop: config.require("shop"), payments: config.require("payments") };

export const queues = [queueOf("shop", accounts.shop, accounts.payments), queueOf("payments", accounts.payments, accounts.shop)];

function queueOf(name: string, account: string, sender: string): pulumi.Output<string> {
  // The account is said twice: the role decides where the provider works, and allowedAccountIds stops it anywhere else.
  const provider = new aws.Provider(name, {
    region,
    allowedAccountIds: [account],
    assumeRoles: [{ roleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`, sessionName: "several-accounts" }],
  });

  const queue = new aws.sqs.Queue(`${name}-inbox`, { messageRetentionSeconds: 86_400 }, { provider });
  new aws.sqs.QueuePolicy(
    `${name}-inbox`,
    {
      queueUrl: queue.url,
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${sender}:root` },
            Action: "sqs:SendMessage",
            Resource: pulumi.interpolate`arn:aws:sqs:${region}:${account}:${queue.name}`,
          },
        ],
      },
    },
    { provider },
  );

  if (config.requireBoolean("analyzer"))
    new aws.accessanalyzer.Analyzer(`${name}-external-access`, { analyzerName: "external-access", type: "ACCOUNT" }, { provider });
  return queue.arn;
}
