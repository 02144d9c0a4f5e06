import {
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  paginateListAWSServiceAccessForOrganization,
} from "@aws-sdk/client-organizations";
import { crud } from "../crud";
import { organizations } from "../services";
import { requiredText } from "../values";

/** aws.organizations.AwsServiceAccess: trusted access of one service. Its id is the service principal. */
export const awsServiceAccess = crud({
  token: "aws:organizations/awsServiceAccess:AwsServiceAccess",
  scope: "global",
  title: "Organizations AWS Service Access",
  service: organizations,
  inputs: { servicePrincipal: { required: true, forceNew: true } },
  outputs: ["dateEnabled"],
  id: { of: ["servicePrincipal"] },
  create: (client, inputs) =>
    client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: requiredText(inputs, "servicePrincipal") })),
  read: async (client, { id }) => {
    for await (const page of paginateListAWSServiceAccessForOrganization({ client }, {})) {
      const found = page.EnabledServicePrincipals?.find(({ ServicePrincipal }) => ServicePrincipal === id);
      if (found) return { servicePrincipal: id, dateEnabled: found.DateEnabled?.toISOString() };
    }
    return undefined;
  },
  delete: (client, { id }) => client.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: id })),
});
