import {
  DeregisterDelegatedAdministratorCommand,
  paginateListDelegatedAdministrators,
  RegisterDelegatedAdministratorCommand,
  type DelegatedAdministrator,
} from "@aws-sdk/client-organizations";
import { during, unless } from "../errors";
import type { ResourceType } from "../resourceType";
import { requiredText, type Properties } from "../values";

/** aws.organizations.DelegatedAdministrator. Its id is `account/service`. */
export const delegatedAdministrator: ResourceType = {
  token: "aws:organizations/delegatedAdministrator:DelegatedAdministrator",
  scope: "global",
  title: "Organizations Delegated Administrator",
  inputs: {
    accountId: { required: true, forceNew: true, matches: { pattern: /^\d{12}$/, rule: "must be twelve digits" } },
    servicePrincipal: { required: true, forceNew: true },
  },
  outputs: ["arn", "delegationEnabledDate", "email", "joinedMethod", "joinedTimestamp", "name", "status"],

  async create(inputs, { account }) {
    const client = await account.organizations();
    const accountId = requiredText(inputs, "accountId");
    const servicePrincipal = requiredText(inputs, "servicePrincipal");
    const id = `${accountId}/${servicePrincipal}`;
    await during(`creating Organizations Delegated Administrator (${id})`, "Organizations: RegisterDelegatedAdministrator", () =>
      client.send(new RegisterDelegatedAdministratorCommand({ AccountId: accountId, ServicePrincipal: servicePrincipal })),
    );
    return id;
  },

  async read(id, { account }) {
    const client = await account.organizations();
    const { accountId, servicePrincipal } = parseId(id);
    return during(`reading Organizations Delegated Administrator (${id})`, "Organizations: ListDelegatedAdministrators", async () => {
      for await (const page of paginateListDelegatedAdministrators({ client }, { ServicePrincipal: servicePrincipal })) {
        const found = page.DelegatedAdministrators?.find(({ Id }) => Id === accountId);
        if (found) return { accountId, servicePrincipal, ...outputs(found) };
      }
      return undefined;
    });
  },

  async delete(id, _state, { account }) {
    const client = await account.organizations();
    const { accountId, servicePrincipal } = parseId(id);
    await during(`deleting Organizations Delegated Administrator (${id})`, "Organizations: DeregisterDelegatedAdministrator", () =>
      unless(["AccountNotRegisteredException"], () =>
        client.send(new DeregisterDelegatedAdministratorCommand({ AccountId: accountId, ServicePrincipal: servicePrincipal })),
      ),
    );
  },
};

function outputs(found: DelegatedAdministrator): Properties {
  return {
    arn: found.Arn,
    delegationEnabledDate: found.DelegationEnabledDate?.toISOString(),
    email: found.Email,
    joinedMethod: found.JoinedMethod,
    joinedTimestamp: found.JoinedTimestamp?.toISOString(),
    name: found.Name,
    status: found.Status ?? found.State,
  };
}

function parseId(id: string): { accountId: string; servicePrincipal: string } {
  const [accountId, servicePrincipal, ...more] = id.split("/");
  if (!accountId || !servicePrincipal || more.length > 0)
    throw new Error(`unexpected format of ID (${id}), expected ACCOUNT/SERVICE-PRINCIPAL`);
  return { accountId, servicePrincipal };
}
