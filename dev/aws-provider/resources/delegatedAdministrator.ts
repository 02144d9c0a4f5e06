import {
  DeregisterDelegatedAdministratorCommand,
  paginateListDelegatedAdministrators,
  RegisterDelegatedAdministratorCommand,
} from "@aws-sdk/client-organizations";
import { crud } from "../crud";
import { organizations } from "../services";
import { requiredText } from "../values";

/** aws.organizations.DelegatedAdministrator. Its id is `account/service`. */
export const delegatedAdministrator = crud({
  token: "aws:organizations/delegatedAdministrator:DelegatedAdministrator",
  scope: "global",
  title: "Organizations Delegated Administrator",
  service: organizations,
  inputs: {
    accountId: { required: true, forceNew: true, matches: { pattern: /^\d{12}$/, rule: "must be twelve digits" } },
    servicePrincipal: { required: true, forceNew: true },
  },
  outputs: ["arn", "delegationEnabledDate", "email", "joinedMethod", "joinedTimestamp", "name", "status"],
  id: { of: ["accountId", "servicePrincipal"], between: "/" },
  gone: ["AccountNotRegisteredException"],
  create: (client, inputs) =>
    client.send(
      new RegisterDelegatedAdministratorCommand({
        AccountId: requiredText(inputs, "accountId"),
        ServicePrincipal: requiredText(inputs, "servicePrincipal"),
      }),
    ),
  read: async (client, { accountId, servicePrincipal }) => {
    for await (const page of paginateListDelegatedAdministrators({ client }, { ServicePrincipal: servicePrincipal })) {
      const found = page.DelegatedAdministrators?.find(({ Id }) => Id === accountId);
      if (!found) continue;
      return {
        accountId,
        servicePrincipal,
        arn: found.Arn,
        delegationEnabledDate: found.DelegationEnabledDate?.toISOString(),
        email: found.Email,
        joinedMethod: found.JoinedMethod,
        joinedTimestamp: found.JoinedTimestamp?.toISOString(),
        name: found.Name,
        status: found.Status ?? found.State,
      };
    }
    return undefined;
  },
  delete: (client, { accountId, servicePrincipal }) =>
    client.send(new DeregisterDelegatedAdministratorCommand({ AccountId: accountId, ServicePrincipal: servicePrincipal })),
});
