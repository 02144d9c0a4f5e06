import {
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  paginateListAWSServiceAccessForOrganization,
} from "@aws-sdk/client-organizations";
import { during } from "../errors";
import type { ResourceType } from "../resourceType";
import { requiredText } from "../values";

/** aws.organizations.AwsServiceAccess: trusted access of one service. Its id is the service principal. */
export const awsServiceAccess: ResourceType = {
  token: "aws:organizations/awsServiceAccess:AwsServiceAccess",
  scope: "global",
  title: "Organizations AWS Service Access",
  inputs: { servicePrincipal: { required: true, forceNew: true } },
  outputs: ["dateEnabled"],

  async create(inputs, { account }) {
    const client = await account.organizations();
    const servicePrincipal = requiredText(inputs, "servicePrincipal");
    await during(`creating Organizations AWS Service Access (${servicePrincipal})`, "Organizations: EnableAWSServiceAccess", () =>
      client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: servicePrincipal })),
    );
    return servicePrincipal;
  },

  async read(id, { account }) {
    const client = await account.organizations();
    return during(`reading Organizations AWS Service Access (${id})`, "Organizations: ListAWSServiceAccessForOrganization", async () => {
      for await (const page of paginateListAWSServiceAccessForOrganization({ client }, {})) {
        const found = page.EnabledServicePrincipals?.find(({ ServicePrincipal }) => ServicePrincipal === id);
        if (found) return { servicePrincipal: id, dateEnabled: found.DateEnabled?.toISOString() };
      }
      return undefined;
    });
  },

  async delete(id, _state, { account }) {
    const client = await account.organizations();
    await during(`deleting Organizations AWS Service Access (${id})`, "Organizations: DisableAWSServiceAccess", () =>
      client.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: id })),
    );
  },
};
