import type * as sdk from "@aws-sdk/client-account";
import type { AccountState } from "../../world/world";
import { page } from "../../paging";
import { AwsError, type Call, type Operations } from "../../service";
import { onAccount, targetAccount } from "./targetAccount";

type OptStatus = "ENABLED" | "ENABLED_BY_DEFAULT" | "ENABLING" | "DISABLING" | "DISABLED";

interface RegionInput {
  AccountId?: string;
  RegionName: string;
}

export const regions: Operations<typeof sdk> = {
  ListRegions: {
    authorize: onAccount,
    handle(input, call) {
      const wanted = new Set<string>(input.RegionOptStatusContains ?? []);
      const found = [...targetAccount(input.AccountId, call).regions]
        .filter(([, status]) => wanted.size === 0 || wanted.has(status))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([RegionName, RegionOptStatus]) => ({ RegionName, RegionOptStatus }));
      const { items, nextToken } = page(call, input, found, { badToken: () => invalid("NextToken", "Invalid token.") });
      return { Regions: items, NextToken: nextToken };
    },
  },
  GetRegionOptStatus: {
    authorize: onAccount,
    handle: ({ AccountId, RegionName }, call) => ({ RegionName, RegionOptStatus: statusOf(targetAccount(AccountId, call), RegionName) }),
  },
  /** Asynchronous: ENABLING first, ENABLED after a while on the sandbox's clock. */
  EnableRegion: {
    authorize: onAccount,
    handle: (input, call) => change(input, call, { from: "DISABLED", through: "ENABLING", to: "ENABLED" }),
  },
  /** Asynchronous: DISABLING first, DISABLED after a while on the sandbox's clock. What is in the Region stays there, out of reach. */
  DisableRegion: {
    authorize: onAccount,
    handle: (input, call) => change(input, call, { from: "ENABLED", through: "DISABLING", to: "DISABLED" }),
  },
};

function change(
  { AccountId, RegionName: region }: RegionInput,
  call: Call,
  { from, through, to }: { from: OptStatus; through: OptStatus; to: OptStatus },
): void {
  const account = targetAccount(AccountId, call);
  const status = statusOf(account, region);
  if (status === "ENABLED_BY_DEFAULT") throw invalid("RegionName", `Region ${region} is enabled by default and cannot be changed.`);
  if (status === to || status === through) return;
  if (status !== from)
    throw new AwsError("ConflictException", `Region ${region} of account ${account.id} is ${status}; wait until that is over.`);
  account.regions.set(region, through);
  call.world.clock.after(call.world.settings.creatingMilliseconds, () => account.regions.set(region, to));
}

function statusOf(account: AccountState, region: string): OptStatus {
  const status = account.regions.get(region);
  if (!status) throw invalid("RegionName", `Region ${region} does not exist in this partition.`);
  return status;
}

function invalid(name: string, message: string): AwsError {
  return new AwsError("ValidationException", message, { reason: "fieldValidationFailed", fieldList: [{ name, message }] });
}
