import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetAccessPointCommand } from "@aws-sdk/client-s3-control";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Lookup } from "../../domain/policyChanges/lookups";
import type { CredentialProvider } from "../clients";
import { functionClient } from "./functionClients";
import { s3ControlClient } from "./s3Control";

/** Where the account of an event is entered. */
export interface LookupAt {
  account: string;
  region: string;
}

/** The answer to what an event leaves out, asked in its account and Region. A change costs one such call, so that clients are not kept. */
export async function lookUp(
  lookup: Lookup,
  { account, region }: LookupAt,
  credentialsOf: (account: string) => CredentialProvider,
): Promise<unknown> {
  const credentials = credentialsOf(account);
  switch (lookup.call) {
    case "GetRole":
      return new IAMClient(functionClient(region, credentials)).send(new GetRoleCommand(lookup.parameters));
    case "DescribeSecret":
      return new SecretsManagerClient(functionClient(region, credentials)).send(new DescribeSecretCommand(lookup.parameters));
    case "GetAccessPoint":
      return s3ControlClient(region, credentials).send(new GetAccessPointCommand(lookup.parameters));
  }
}
