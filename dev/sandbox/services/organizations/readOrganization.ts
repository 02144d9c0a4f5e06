import type {
  DescribeAccountRequest,
  DescribeAccountResponse,
  DescribeOrganizationResponse,
  ListAccountsRequest,
  ListAccountsResponse,
  ListRootsRequest,
  ListRootsResponse,
} from "@aws-sdk/client-organizations";
import type { Operation } from "../../service";
import { allow, byAdministrators, pageOf, required } from "./access";
import { accountNotFound } from "./errors";
import { accountShape, organizationArn, organizationsArn, rootShape } from "./shapes";

/** Every member may ask this. */
export const describeOrganization: Operation<object, DescribeOrganizationResponse> = {
  authorize: () => allow("DescribeOrganization"),
  handle(_input, { world }) {
    const { id, managementAccount, policyTypes } = world.organization;
    return {
      Organization: {
        Id: id,
        Arn: organizationArn(world),
        FeatureSet: "ALL",
        MasterAccountArn: organizationsArn(world, "account", managementAccount),
        MasterAccountId: managementAccount,
        MasterAccountEmail: world.accounts.get(managementAccount)?.email,
        AvailablePolicyTypes: [...policyTypes].map((Type) => ({ Type, Status: "ENABLED" })),
      },
    };
  },
};

export const listRoots = byAdministrators<ListRootsRequest, ListRootsResponse>({
  authorize: () => allow("ListRoots"),
  handle: (_input, { world }) => ({ Roots: [rootShape(world)] }),
});

export const listAccounts = byAdministrators<ListAccountsRequest, ListAccountsResponse>({
  authorize: () => allow("ListAccounts"),
  handle(input, call) {
    const accounts = [...call.world.accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const { items, nextToken } = pageOf(call, input, accounts);
    return { Accounts: items.map((account) => accountShape(call.world, account)), NextToken: nextToken };
  },
});

export const describeAccount = byAdministrators<DescribeAccountRequest, DescribeAccountResponse>({
  authorize: (input, { world }) => allow("DescribeAccount", organizationsArn(world, "account", input.AccountId ?? "")),
  handle(input, { world }) {
    const account = world.accounts.get(required("AccountId", input.AccountId));
    if (!account) throw accountNotFound();
    return { Account: accountShape(world, account) };
  },
});
