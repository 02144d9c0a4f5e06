import { CreateAnalyzerCommand, GetAnalyzerCommand, type CreateAnalyzerCommandInput } from "@aws-sdk/client-accessanalyzer";
import { CreateServiceLinkedRoleCommand } from "@aws-sdk/client-iam";
import { EnableAWSServiceAccessCommand, RegisterDelegatedAdministratorCommand } from "@aws-sdk/client-organizations";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { clients, eventually } from "./sandboxClients";

export const analyzerPrincipal = "access-analyzer.amazonaws.com";
export const administrator = "222222222222";
export const member = "333333333333";
type Clients = ReturnType<typeof clients>;

/** What the analyzer tests of one sandbox do again and again. */
export function analyzerActions(sandbox: Sandbox) {
  const admin = clients(sandbox);
  const create = (who: Clients, input: Partial<CreateAnalyzerCommandInput> = {}) =>
    who.accessAnalyzer.send(new CreateAnalyzerCommand({ analyzerName: "ours", type: "ACCOUNT", ...input }));
  const get = (who: Clients, analyzerName = "ours") =>
    who.accessAnalyzer.send(new GetAnalyzerCommand({ analyzerName })).then(({ analyzer }) => analyzer);
  const active = (who: Clients, analyzerName = "ours") =>
    eventually(
      () => get(who, analyzerName),
      (analyzer) => analyzer?.status === "ACTIVE",
    );
  const trust = () => admin.organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: analyzerPrincipal }));
  const register = () =>
    admin.organizations.send(new RegisterDelegatedAdministratorCommand({ ServicePrincipal: analyzerPrincipal, AccountId: administrator }));
  const makeRole = () => admin.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: analyzerPrincipal }));

  return { admin, create, get, active, trust, register, makeRole };
}
