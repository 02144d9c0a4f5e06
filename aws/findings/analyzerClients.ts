import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import type { CredentialProvider } from "../clients";
import { functionClient } from "./functionClients";

export interface AnalyzerAt {
  arn: string;
  account: string;
  region: string;
}

/** Clients for analyzers, each in its Region and with the credentials of its account, made once. */
export function analyzerClients(credentialsOf: (account: string) => CredentialProvider): (analyzer: AnalyzerAt) => AccessAnalyzerClient {
  const clients = new Map<string, AccessAnalyzerClient>();
  return ({ account, region }) => {
    const key = `${account}/${region}`;
    const made = clients.get(key) ?? new AccessAnalyzerClient(functionClient(region, credentialsOf(account)));
    clients.set(key, made);
    return made;
  };
}
