import type { World } from "../../world/world";
import { byAdministrators, on, pageOf, refused } from "./access";
import { notInUse } from "./errors";
import { accountShape, organizationalUnitShape, organizationArn, organizationsArn, rootShape } from "./shapes";
import { accountsIn, isParent, organizationalUnitsIn } from "./tree";
import type { Operations } from "../../service";
import type * as sdk from "@aws-sdk/client-organizations";

const forEveryMember: Operations<typeof sdk> = {
  DescribeOrganization: {
    handle(_input, { world, caller }) {
      if (!world.accounts.has(caller.account)) throw notInUse();
      const { id, featureSet, managementAccount, policyTypes } = world.organization;
      return {
        Organization: {
          Id: id,
          Arn: organizationArn(world),
          FeatureSet: featureSet,
          MasterAccountArn: organizationsArn(world, "account", managementAccount),
          MasterAccountId: managementAccount,
          MasterAccountEmail: world.accounts.get(managementAccount)?.email,
          AvailablePolicyTypes: [...policyTypes].map((Type) => ({ Type, Status: "ENABLED" })),
        },
      };
    },
  },
};

export const organizationReads = {
  ...forEveryMember,
  ...byAdministrators({
    ListRoots: { handle: (_input, { world }) => ({ Roots: [rootShape(world)] }) },
    ListAccounts: {
      handle(input, call) {
        const accounts = [...call.world.accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
        const { items, nextToken } = pageOf(call, input, accounts);
        return { Accounts: items.map((account) => accountShape(call.world, account)), NextToken: nextToken };
      },
    },
    ListOrganizationalUnitsForParent: {
      authorize: (input, { world }) => on(world, input.ParentId),
      handle(input, call) {
        const { items, nextToken } = pageOf(call, input, organizationalUnitsIn(call.world, existingParent(call.world, input.ParentId)));
        return { OrganizationalUnits: items.map((unit) => organizationalUnitShape(call.world, unit)), NextToken: nextToken };
      },
    },
    ListAccountsForParent: {
      authorize: (input, { world }) => on(world, input.ParentId),
      handle(input, call) {
        const { items, nextToken } = pageOf(call, input, accountsIn(call.world, existingParent(call.world, input.ParentId)));
        return { Accounts: items.map((account) => accountShape(call.world, account)), NextToken: nextToken };
      },
    },
  }),
};

function existingParent(world: World, id: string): string {
  if (isParent(world, id)) return id;
  throw refused("ParentNotFoundException", "You specified a root or organizational unit that doesn't exist.");
}
