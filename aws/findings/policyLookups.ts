import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Lookup } from "../../domain/policyChanges/lookups";
import type { CredentialProvider } from "../clients";
import { getAccessPoint } from "./accessPoint";
import { functionClient } from "./functionClients";

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
      return getAccessPoint(lookup.parameters, region, await credentials());
  }
}
